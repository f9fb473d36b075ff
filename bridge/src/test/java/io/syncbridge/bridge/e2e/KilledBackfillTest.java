package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A backfill that is killed again and again goes on where it was and doubles nothing. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
final class KilledBackfillTest {

    private static final int IN_ZAPIER = 1600;
    private static final int IN_SUPABASE = 500;
    private static final int EQUAL = 40;

    @TempDir
    private Path directory;

    @Test
    void nothingIsDoubledOnEitherSideNorInTheAuditLog() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimTable jobs = stack.table("agent_jobs");
            List<String> equal = IntStream.range(0, EQUAL)
                    .mapToObj(i -> BackfillTest.bothSides(stack, "queued", "queued"))
                    .toList();
            jobs.createAll(IntStream.range(0, IN_ZAPIER)
                    .mapToObj(KilledBackfillTest::job)
                    .toList());
            stack.database()
                    .execute(
                            "insert into agent_jobs (job_type, status) select 'manual', 'queued' from generate_series(1, "
                                    + IN_SUPABASE + ")");
            // In the middle of the first page's writes, between pages, and while rows are being created in Zapier.
            for (int done : List.of(300, 1100, 1750, 1950)) {
                killOnce(stack, done);
            }
            Verb last = Verb.run(stack.environment(), directory, "backfill", "agent_jobs", "--json");
            assertThat(last.code()).as(last.out() + last.err()).isZero();
            assertThat(JsonText.parse(last.out())
                            .orElseThrow()
                            .path("tables")
                            .path(0)
                            .path("resumed")
                            .asBoolean())
                    .isTrue();

            int all = EQUAL + IN_ZAPIER + IN_SUPABASE;
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(all);
            assertThat(jobs.records()).hasSize(all);
            assertThat(stack.verified("agent_jobs").differences()).isEmpty();
            List<String> told = stack.audit().called("agent_job_synced").entries().stream()
                    .map(AuditRows.Entry::resource)
                    .toList();
            assertThat(told).hasSize(IN_ZAPIER + IN_SUPABASE);
            assertThat(new HashSet<>(told)).hasSize(IN_ZAPIER + IN_SUPABASE).doesNotContainAnyElementsOf(equal);
        }
    }

    private void killOnce(TestStack stack, int done) throws Exception {
        Path out = Files.createTempFile(directory, "out-", ".txt");
        Process process = Verb.start(stack.environment(), directory, out, out, "backfill", "agent_jobs");
        try {
            Eventually.until(
                    done + " records are settled",
                    Duration.ofSeconds(60),
                    () -> !process.isAlive() || settled(stack) >= done);
            assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static long settled(TestStack stack) {
        return Long.parseLong(String.valueOf(
                stack.database().scalar("select count(*) from bridge.sync_record where due_at is null")));
    }

    /** Every other one without a key, which must be written back. */
    private static Map<String, Object> job(int i) {
        Map<String, Object> job =
                new HashMap<>(Map.of("job_type", "discovery", "status", "queued", "retry_count", i % 9));
        if (i % 2 == 0) {
            job.put("id", UUID.randomUUID().toString());
        }
        return job;
    }
}
