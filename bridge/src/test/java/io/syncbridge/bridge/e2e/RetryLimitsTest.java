package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.DeadLetters;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.zapier.ZapierPause;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.ApiAnswer;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How long a failing record is tried: as often and as long as configured, and only for failures of its own. */
@Execution(ExecutionMode.CONCURRENT)
final class RetryLimitsTest {

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRecordIsParkedAfterAsManyFailuresAsConfiguredAndItsNextChangeHealsIt() throws Exception {
        try (Bridge bridge = bridge("BRIDGE_RETRY_ATTEMPTS", "3")) {
            stack.zapier().faults().next(3, "POST", "/records/query", Fault.status(500));
            String id = change();

            DeadLetters.Parked parked = awaitParked(bridge);
            assertThat(stack.zapier().counts().queries()).isEqualTo(3);
            assertThat(parked.attempts()).isEqualTo(3);
            assertThat(parked.failure().stage()).isEqualTo(Failure.Stage.ZAPIER);
            assertThat(parked.reason()).contains("repeated failures", "Zapier answered 500");
            assertThat(stack.audit().called("sync_failed").entries()).hasSize(1);

            stack.tell(new Hint.SupabaseRow("agent_jobs", id));
            bridge.drain();
            assertThat(jobs.records()).hasSize(1);
            assertThat(stack.parked("agent_jobs")).isEmpty();
            assertThat(stack.database().scalar("select tries from bridge.sync_record"))
                    .isEqualTo(0);
        }
    }

    @Test
    void aRecordIsParkedWhenItsFirstFailureIsLongerAgoThanTheReach() throws Exception {
        try (Bridge bridge = bridge("BRIDGE_RETRY_REACH", "1h")) {
            stack.zapier().faults().next(2, "POST", "/records/query", Fault.status(500));
            change();
            bridge.drain();
            assertThat(stack.parked("agent_jobs")).isEmpty();
            stack.database()
                    .execute("update bridge.sync_record set failing_since = failing_since - interval '2 hours'");

            assertThat(awaitParked(bridge).attempts()).isEqualTo(2);
        }
    }

    @Test
    void throttlingDenialAndRefusedCredentialsAreNotTheRecordsFailures() throws Exception {
        try (Bridge bridge = bridge("BRIDGE_RETRY_ATTEMPTS", "1")) {
            var faults = stack.zapier().faults();
            faults.next(2, "POST", "/records/query", Fault.throttled("0"));
            faults.beforeNext(
                    "POST",
                    "/records/query",
                    () -> faults.next("POST", "/records", new Fault.Refuse(new ApiAnswer(403, Map.of(), ""))));
            change();

            Eventually.until("the write is denied", () -> {
                bridge.drain();
                return bridge.zapierPauses().stream().anyMatch(ZapierPause::writesOnly);
            });

            assertThat(stack.parked("agent_jobs")).isEmpty();
            assertThat(stack.database().scalar("select tries from bridge.sync_record"))
                    .isEqualTo(0);
            assertThat(stack.database().scalar("select reason from bridge.zapier_pause where writes_only"))
                    .asString()
                    .contains("403");
            assertThat(stack.database().scalar("select memory::text from bridge.sync_record"))
                    .as("nothing is in doubt")
                    .asString()
                    .doesNotContain("CREATE");
        }
    }

    /** A record that nobody can read may be the one that is looked for: it is not absent, and is not made again. */
    @Test
    void whileAPageHoldsAnUnreadableRecordNothingIsTakenForAbsent() throws Exception {
        try (Bridge bridge = bridge("BRIDGE_RETRY_ATTEMPTS", "9")) {
            stack.zapier()
                    .faults()
                    .next(
                            "POST",
                            "/records/query",
                            new Fault.Refuse(new ApiAnswer(200, Map.of(), "{\"data\":[{\"id\":\"?\"}],\"meta\":{}}")));
            change();
            bridge.drain();
            assertThat(jobs.records()).isEmpty();

            Eventually.until("the next look is whole", () -> {
                bridge.drain();
                return jobs.records().size() == 1;
            });
        }
    }

    /** Opening tables that were linked before costs one call each and a change two: the budget ends between two changes. */
    @Test
    void whenTheBudgetIsUsedUpRecordsWaitForTheNextWindowOfAllInstances() throws Exception {
        long before = calls();
        try (Bridge bridge = bridge("ZAPIER_RATE_LIMIT", "6/24h")) {
            change();
            bridge.drain();
            assertThat(jobs.records()).hasSize(1);
            change();
            bridge.drain();
            assertThat(jobs.records()).hasSize(1);
            assertThat(calls() - before).isEqualTo(6);
            assertThat(stack.parked("agent_jobs")).isEmpty();
            assertThat(stack.database().scalar("select sum(tries)::int from bridge.sync_record"))
                    .isEqualTo(0);
        }
        stack.database()
                .execute("update bridge.zapier_calls set free_at = free_at - interval '25 hours';"
                        + " update bridge.sync_record set due_at = clock_timestamp() where due_at is not null");

        try (Bridge other = bridge("ZAPIER_RATE_LIMIT", "6/24h")) {
            other.drain();
        }

        assertThat(jobs.records()).hasSize(2);
        assertThat(calls() - before).isEqualTo(12);
    }

    private long calls() {
        var counts = stack.zapier().counts();
        return counts.reads() + counts.writes() + counts.fields() + counts.tables();
    }

    private String change() {
        String id = stack.supabase().insertJob("queued");
        stack.tell(new Hint.SupabaseRow("agent_jobs", id));
        return id;
    }

    private DeadLetters.Parked awaitParked(Bridge bridge) {
        Eventually.until("the record is parked", () -> {
            bridge.drain();
            return !stack.parked("agent_jobs").isEmpty();
        });
        return stack.parked("agent_jobs").getFirst();
    }

    private Bridge bridge(String name, String value) throws ConfigProblems {
        Settings settings =
                Settings.of(stack.environment()).with(Map.of(name.toLowerCase(java.util.Locale.ROOT), value));
        return Bridge.open(BridgeConfig.read(settings, false));
    }
}
