package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.bridge.verify.Difference;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a full comparison of both sides says: of equal tables, of every kind of difference, of tables that are in use. */
@Execution(ExecutionMode.CONCURRENT)
final class VerifyTest {

    private static final Patience HASTY =
            new Patience(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(5));

    @Test
    void theSameMeaningInOtherWordsIsEqual() {
        try (TestStack stack = TestStack.resting()) {
            SimTable decisions = stack.table("agent_decisions");
            String id = stack.supabase().insertDecision("0.90");
            decisions.create(Map.of(
                    "id",
                    id.toUpperCase(java.util.Locale.ROOT),
                    "lead_id",
                    SupabaseRows.NO_SUCH_LEAD,
                    "decision_type",
                    "qualification",
                    "agent_name",
                    "claude_qualifier",
                    "agent_type",
                    "claude_agent",
                    "decision",
                    "qualified",
                    "confidence",
                    new BigDecimal("0.9000")));
            stack.database().update("update agent_decisions set metadata = '{\"b\": 1.0, \"a\": []}'");
            decisions.update(decisions.records().getFirst().id(), Map.of("metadata", "{\"a\":[],\"b\":1}"));
            both(stack, Map.of("started_at", "2026-01-01 10:00:00.5+02"), Map.of("started_at", "2026-01-01T08:00:00Z"));

            Verified.Complete found = stack.verified("agent_decisions");
            assertThat(found.differences()).extracting(Difference::what).isEmpty();
            assertThat(found.zapierRecords()).isOne();
            assertThat(found.supabaseRows()).isOne();
            assertThat(stack.verified("agent_jobs").differences())
                    .extracting(Difference::what)
                    .isEmpty();
            assertThat(stack.verified("rate_limits").supabaseRows()).isZero();
            assertThat(stack.recordsWritten() + stack.rowsWritten()).isZero();
        }
    }

    @Test
    void everyKindOfDifferenceIsNamedByRecordAndField() {
        try (TestStack stack = TestStack.resting()) {
            SimTable jobs = stack.table("agent_jobs");
            IntStream.range(0, 20).forEach(i -> both(stack, Map.of(), Map.of()));
            String fields = both(stack, Map.of("retry_count", 3, "error_message", "x"), Map.of("retry_count", 4));
            String onlyRow = stack.supabase().insertJob("queued");
            String onlyRecord = UUID.randomUUID().toString();
            jobs.create(record(onlyRecord, Map.of()));
            String twice = both(stack, Map.of(), Map.of());
            SimRecord copy = jobs.create(record(twice, Map.of("status", "failed")));
            SimRecord keyless = jobs.create(Map.of("job_type", "manual", "status", "queued"));
            String unreadable = both(stack, Map.of(), Map.of("retry_count", new BigDecimal("1.5")));

            Verified.Complete found = (Verified.Complete) stack.bridge().verify(stack.link("agent_jobs"), HASTY);

            Map<String, String> what =
                    found.differences().stream().collect(Collectors.toMap(Difference::record, Difference::what));
            assertThat(what)
                    .containsEntry(fields, "differs in error_message, retry_count")
                    .containsEntry(onlyRow, "is missing in Zapier")
                    .containsEntry(onlyRecord, "is missing in Supabase")
                    .containsEntry(keyless.id(), "has no key in Zapier, or another than before")
                    .containsEntry(unreadable, "cannot be read in retry_count")
                    .hasEntrySatisfying(
                            twice,
                            text -> assertThat(text)
                                    .startsWith("is in Zapier more than once")
                                    .contains(copy.id()))
                    .hasSize(6);
            assertThat(found.differing()).isEqualTo(6);
            assertThat(found.zapierRecords()).isEqualTo(26);
            assertThat(found.supabaseRows()).isEqualTo(24);
            assertThat(found.onTheirWay()).isEmpty();
            assertThat(found.differences().toString()).as("no values").doesNotContain("1.5");
        }
    }

    @Test
    void whatIsDueWhileNoBridgeRunsIsADifferenceThatWaits() {
        try (TestStack stack = TestStack.resting()) {
            String id = stack.supabase().insertJob("queued");
            stack.database()
                    .update(
                            "insert into bridge.sync_record (mapping, s_key, wanted, due_at)"
                                    + " values ('agent_jobs', ?, 1, clock_timestamp())",
                            id);

            Verified.Complete found = (Verified.Complete) stack.bridge().verify(stack.link("agent_jobs"), HASTY);

            assertThat(found.differences()).singleElement().satisfies(difference -> {
                assertThat(difference.record()).isEqualTo(id);
                assertThat(difference.state()).isEqualTo(Difference.State.WAITING);
            });
        }
    }

    @Test
    void tablesInUseAreNotCalledDifferent() throws InterruptedException {
        try (TestStack stack = TestStack.start()) {
            BusyUsers users = new BusyUsers(stack, Duration.ofMillis(50), 7);
            Eventually.until("there is traffic", Duration.ofSeconds(60), () -> users.changes() > 20);
            for (int i = 0; i < 3; i++) {
                Verified.Complete found =
                        (Verified.Complete) stack.bridge().verify(stack.link("agent_jobs"), Patience.USUAL);
                assertThat(stack.lostWebhooks() > 0 || found.differences().isEmpty())
                        .as("%s", found.differences())
                        .isTrue();
            }
            users.stop();
            stack.awaitQuietDespiteLosses("agent_jobs");
            assertThat(stack.verified("agent_jobs").differing()).isZero();
        }
    }

    @Test
    void aDeleteThatTheMappingIgnoresIsNoDifference() {
        try (TestStack stack = TestStack.start()) {
            List<String> ids = IntStream.range(0, 4)
                    .mapToObj(i -> stack.supabase().insertJob("queued"))
                    .toList();
            stack.awaitAgreement();
            SimTable jobs = stack.table("agent_jobs");
            jobs.delete(jobs.recordsWhere("id", ids.get(0)).getFirst().id());
            stack.database().update("delete from agent_jobs where id = ?::uuid", ids.get(1));
            stack.awaitQuiet();

            Verified.Complete found = stack.verified("agent_jobs");

            assertThat(found.differences()).extracting(Difference::what).isEmpty();
            assertThat(found.kept()).isEqualTo(2);
        }
    }

    @Test
    void aListingThatBreaksOffOrGoesInACircleProvesNothing() {
        try (TestStack stack = TestStack.resting()) {
            both(stack, Map.of(), Map.of());
            stack.zapier().faults().next("POST", "/records/query", Fault.status(503));

            assertThat(stack.bridge().verify(stack.link("agent_jobs"), HASTY))
                    .isInstanceOfSatisfying(
                            Verified.Broken.class,
                            broken -> assertThat(broken.reason()).contains("could not be listed in full"));
            assertThat(stack.verified("agent_jobs").differing()).isZero();
        }
    }

    @Test
    void anAppendOnlyTableIsComparedInItsDirection() {
        try (TestStack stack = TestStack.start()) {
            SimTable log = stack.table("audit_log");
            List<SimRecord> records = log.createAll(IntStream.range(0, 1010)
                    .mapToObj(i -> Map.of("actor", "someone", "action", "looked " + i % 1000, "actor_type", "human"))
                    .toList());
            stack.awaitQuiet(Duration.ofMinutes(2));
            stack.sweep("audit_log");
            stack.awaitQuiet(Duration.ofMinutes(2));
            assertThat(stack.verified("audit_log").differing()).isZero();

            // Edited after it was recorded: the row stays, and that is told elsewhere.
            log.update(records.getFirst().id(), Map.of("action", "looked away"));
            stack.awaitQuiet();
            Verified.Complete edited = stack.verified("audit_log");
            assertThat(edited.differences()).extracting(Difference::what).isEmpty();
            assertThat(edited.kept()).isOne();

            stack.silence();
            SimRecord unheard = log.create(Map.of("actor", "someone", "action", "looked 3", "actor_type", "human"));
            Verified.Complete found = (Verified.Complete) stack.bridge().verify(stack.link("audit_log"), HASTY);
            assertThat(found.differences())
                    .as("another row with the same words is another record's")
                    .extracting(Difference::record)
                    .containsExactly(unheard.id());
        }
    }

    @Test
    void theScheduleKeepsWhatItFindsWithoutValues() {
        try (TestStack stack = TestStack.start(Setup.usual().withSettings(Map.of("BRIDGE_VERIFY_INTERVAL", "1s")))) {
            String equal = stack.supabase().insertJob("queued");
            SimRecord refused = stack.table("agent_jobs")
                    .create(Map.of("job_type", "manual", "status", "queued", "retry_count", new BigDecimal("1.5")));

            Verifications kept = new Verifications(stack.bridge().database());
            Eventually.until(
                    "the parked record is the only difference",
                    Duration.ofSeconds(90),
                    () -> kept.last("agent_jobs")
                            .filter(each -> each.differing() == 1 && each.zapierRecords() == 2)
                            .isPresent());
            Verifications.Last last = kept.last("agent_jobs").orElseThrow();

            assertThat(last.differences())
                    .contains(refused.id(), "\"parked\"")
                    .doesNotContain("1.5")
                    .doesNotContain(equal);
            Eventually.asserted(
                    "every table was compared",
                    () -> assertThat(kept.all())
                            .filteredOn(each -> each.completeAt().isPresent())
                            .extracting(Verifications.Last::mapping, Verifications.Last::differing)
                            .contains(tuple("agent_jobs", 1L), tuple("rate_limits", 0L)));
            assertThat(last.completeAt()).isPresent();
        }
    }

    /** The same job on both sides, but for what is stated; answers its id. */
    private static String both(TestStack stack, Map<String, ?> row, Map<String, ?> cells) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "id",
                UUID.randomUUID().toString(),
                "job_type",
                "manual",
                "status",
                "queued",
                "parameters",
                "{\"a\": 1, \"b\": [1.0]}",
                "retry_count",
                0,
                "created_at",
                "2026-01-01 00:00:00+00"));
        values.putAll(row);
        String id = stack.supabase().insert("agent_jobs", values);
        stack.table("agent_jobs").create(record(id, cells));
        return id;
    }

    private static Map<String, Object> record(String id, Map<String, ?> cells) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "id",
                id,
                "job_type",
                "manual",
                "status",
                "queued",
                "parameters",
                "{\"b\":[1],\"a\":1.00}",
                "retry_count",
                0,
                "created_at",
                "2026-01-01T00:00:00Z"));
        values.putAll(cells);
        return values;
    }
}
