package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.SettableTime;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a table or a tenant wait while it is quiet; nothing is lost, and the work starts by itself afterwards. */
final class QuietHoursTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    private final Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofHours(2));
    private final String hours = TIME.format(end.minus(Duration.ofHours(3))) + "-" + TIME.format(end) + " UTC";
    private final SettableTime clock = SettableTime.at(Instant.now());
    private Optional<TestStack> opened = Optional.empty();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.ifPresent(TestStack::close);
    }

    private TestStack serve(Setup setup) {
        TestStack stack = TestStack.resting(setup, clock);
        opened = Optional.of(stack);
        stack.serve();
        return stack;
    }

    @Test
    void aQuietTableWaitsAndIsWorkedOffByItselfAfterwards() throws Exception {
        TestStack stack = serve(
                Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: ignore\nquiet_hours: " + hours));
        SimTable jobs = stack.table("agent_jobs");
        String row = stack.supabase().insertJob("queued");
        String record =
                jobs.create(Map.of("job_type", "manual", "status", "running")).id();
        String decision = stack.supabase().insertDecision("0.5");

        Eventually.until("both changes are taken in", LIMIT, () -> pending(stack) == 2);
        Eventually.until(
                "another table goes on",
                LIMIT,
                () -> stack.table("agent_decisions")
                                .recordsWhere("id", decision)
                                .size()
                        == 1);
        stack.database()
                .update("update bridge.sync_record set due_at = due_at - interval '1 hour' where due_at is not null");

        Verb status = Verb.run(stack.environment(), folder, "status");
        assertThat(status.out()).startsWith("Quiet: 2 pending").contains("quiet until " + TIME.format(end) + " UTC");
        assertThat(status.code()).isZero();
        String waits = "agent_jobs: quiet until " + TIME.format(end) + " UTC; changes wait until then";
        Verb drain = Verb.run(stack.environment(), folder, "drain");
        assertThat(drain.out()).contains("requeued 0 records", waits);
        Verb once = Verb.run(stack.environment(), folder, "start", "--once");
        assertThat(once.out()).contains("worked off 0 records", waits);
        assertThat(pending(stack)).isEqualTo(2);
        assertThat(jobs.records()).hasSize(1);
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(row);

        clock.jumpTo(end.minusMillis(1));
        assertThat(stack.bridge().quiet()).hasSize(1);
        clock.jumpTo(end);

        Eventually.until("all is worked off", LIMIT, () -> pending(stack) == 0);
        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("id", row)).hasSize(1);
        assertThat(jobs.find(record)).isPresent();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        assertThat(stack.bridge().quiet()).isEmpty();
    }

    @Test
    void aQuietTenantWaitsAndOthersDoNot() throws Exception {
        TestStack stack = serve(Setup.usual()
                .withMapping("agent_jobs", "deletes: ignore", "deletes: ignore\ntenant: initiated_by")
                .withSettings(Map.of("BRIDGE_TENANT_QUIET_HOURS", "asleep=" + hours)));
        SimTable jobs = stack.table("agent_jobs");
        String asleep = insert(stack, "asleep");
        String made = jobs.create(Map.of("job_type", "manual", "status", "running", "initiated_by", "asleep"))
                .id();
        String awake = insert(stack, "awake");

        Eventually.until(
                "the other tenant's arrives",
                LIMIT,
                () -> jobs.recordsWhere("id", awake).size() == 1);
        Eventually.until("it is known whose the others are", LIMIT, () -> count(stack, "tenant = 'asleep'") == 2);
        assertThat(jobs.recordsWhere("id", asleep)).isEmpty();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        Verb status = Verb.run(stack.environment(), folder, "status", "--tenant", "asleep");
        assertThat(status.out()).contains("pending 2", "quiet until " + TIME.format(end) + " UTC");
        assertThat(status.code()).isZero();

        clock.jumpTo(end);

        Eventually.until("all is worked off", LIMIT, () -> pending(stack) == 0);
        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("id", asleep)).hasSize(1);
        assertThat(jobs.find(made)).isPresent();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(3);
    }

    private static String insert(TestStack stack, String tenant) {
        return stack.supabase()
                .insert("agent_jobs", Map.of("job_type", "discovery", "status", "queued", "initiated_by", tenant));
    }

    private static long pending(TestStack stack) {
        return count(stack, "true");
    }

    private static long count(TestStack stack, String which) {
        return ((Number) java.util.Objects.requireNonNull(stack.database()
                        .scalar("select count(*) from bridge.sync_record where mapping = 'agent_jobs'"
                                + " and due_at is not null and " + which)))
                .longValue();
    }
}
