package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.webhooks.Hint;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Zapier allows few requests: many changes share calls, and what is quiet costs none. */
@Execution(ExecutionMode.CONCURRENT)
final class ApiCallsTest {

    private static final int RECORDS = 150;

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void manyChangesInSupabaseShareAFewCallsAndEchoesCostNone() {
        ApiCounts start = stack.zapier().counts();
        stack.database()
                .execute(
                        "insert into agent_jobs (job_type, status) select 'discovery', 'queued' from generate_series(1, "
                                + RECORDS + ")");
        stack.awaitQuietDespiteLosses("agent_jobs");
        ApiCounts created = stack.zapier().counts();
        assertThat(created.recordsCreated()).isEqualTo(RECORDS);
        // One by one it would be two calls each. How many share one depends on how fast the webhooks come; see below
        // for
        // the figure that does not.
        assertThat(calls(start, created)).isLessThan(RECORDS);

        stack.database().execute("update agent_jobs set status = 'running'");
        stack.awaitQuietDespiteLosses("agent_jobs");
        ApiCounts updated = stack.zapier().counts();
        assertThat(updated.recordsUpdated() - created.recordsUpdated()).isEqualTo(RECORDS);
        assertThat(calls(created, updated)).isLessThan(RECORDS);

        stack.awaitAgreement();
        assertThat(stack.rowsWritten()).isZero();
    }

    @Test
    void manyChangesInZapierShareAFewCalls() {
        var jobs = stack.table("agent_jobs");
        List<Map<String, Object>> wanted = IntStream.range(0, RECORDS)
                .<Map<String, Object>>mapToObj(i -> Map.of(
                        "id", new UUID(0x4000, 0x8000000000000000L + i).toString(),
                        "job_type", "discovery",
                        "status", "queued",
                        "retry_count", 0,
                        "created_at", "2026-01-02T03:04:05Z"))
                .toList();
        ApiCounts start = stack.zapier().counts();

        var created = jobs.createAll(wanted);
        stack.awaitQuiet();

        ApiCounts after = stack.zapier().counts();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(RECORDS);
        assertThat(calls(start, after)).isLessThanOrEqualTo(RECORDS / 5);
        assertThat(after.recordsUpdated()).isZero();

        created.forEach(job -> jobs.update(job.id(), Map.of("status", "running")));
        stack.awaitQuiet();
        assertThat(calls(after, stack.zapier().counts())).isLessThanOrEqualTo(RECORDS / 2);
        stack.awaitAgreement();
    }

    /** All changes are known before the first look, so that the number of calls does not depend on the machine. */
    @Test
    void aHundredChangedRecordsCostTwoCalls() {
        try (TestStack resting = TestStack.resting()) {
            resting.database()
                    .execute("insert into agent_jobs (job_type, status) select 'discovery', 'queued'"
                            + " from generate_series(1, 100)");
            tellAll(resting);
            ApiCounts start = resting.zapier().counts();
            resting.bridge().drain();
            ApiCounts created = resting.zapier().counts();
            assertThat(created.recordsCreated()).isEqualTo(100);
            assertThat(calls(start, created)).isEqualTo(2);

            resting.database().execute("update agent_jobs set status = 'running'");
            tellAll(resting);
            resting.bridge().drain();
            ApiCounts updated = resting.zapier().counts();
            assertThat(updated.recordsUpdated()).isEqualTo(100);
            assertThat(calls(created, updated)).isEqualTo(2);
        }
    }

    private static void tellAll(TestStack stack) {
        stack.tell(stack.supabase().ids("agent_jobs").stream()
                .map(id -> new Hint.SupabaseRow("agent_jobs", id))
                .toArray(Hint[]::new));
    }

    private static long calls(ApiCounts before, ApiCounts after) {
        return after.reads() + after.writes() - before.reads() - before.writes();
    }
}
