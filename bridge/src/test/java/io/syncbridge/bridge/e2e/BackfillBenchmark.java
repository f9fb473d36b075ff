package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.fixtures.zapier.SimTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * Large tables for the first time: records of Zapier only, of both sides, and rows of Supabase only. Not part of the build;
 * {@code benchmarks/backfill/run} runs it.
 */
@Tag("benchmark")
final class BackfillBenchmark {

    private static final int RECORDS = Integer.getInteger("bridge.records", 100_000);
    private static final int ROWS = Integer.getInteger("bridge.rows", RECORDS / 10);
    private static final int BATCH = 5000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(3000)
    void largeTables() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            // The stack counts rows by a trigger; a user's table has none.
            stack.database().execute("alter table agent_jobs disable trigger user");
            SimTable jobs = stack.table("agent_jobs");
            for (int from = 0; from < RECORDS; from += BATCH) {
                jobs.createAll(IntStream.range(from, Math.min(from + BATCH, RECORDS))
                        .mapToObj(BackfillBenchmark::job)
                        .toList());
            }
            long inserting = measured(stack, "only in Zapier", RECORDS);
            long copying = copying(stack);
            System.out.printf(
                    "measured COPY of the same rows into the same table: %d ms; ratio of rows per second %.3f%n",
                    copying, (double) copying / inserting);

            stack.database().execute("truncate bridge.sync_record cascade");
            long unused = measured(stack, "equal on both sides", RECORDS);

            stack.database()
                    .execute("insert into agent_jobs (job_type, status, created_at) select 'manual', 'queued', now()"
                            + " from generate_series(1, " + ROWS + ")");
            unused = measured(stack, "linked, and " + ROWS + " rows only in Supabase", ROWS);
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(RECORDS + ROWS);
            assertThat(jobs.records()).hasSize(RECORDS + ROWS);
            unused = measured(stack, "all linked", RECORDS + ROWS);
        }
    }

    private long measured(TestStack stack, String what, int records) throws Exception {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("JAVA_TOOL_OPTIONS", System.getProperty("bridge.java", "-Xmx256m"));
        ApiCounts before = stack.zapier().counts();
        Verb verb = Verb.run(environment, directory, "backfill", "agent_jobs", "--json");
        assertThat(verb.code()).as(verb.out() + verb.err()).isZero();
        JsonNode table = JsonText.parse(verb.out()).orElseThrow().path("tables").path(0);
        long took = table.path("took_ms").asLong();
        ApiCounts after = stack.zapier().counts();
        long calls = after.reads() + after.writes() - before.reads() - before.writes();
        System.out.printf(
                "measured %s: %d ms with a heap of 256 MB, %.0f records/s, %d API calls, %.2f for 100 records%n",
                what, took, records * 1000.0 / took, calls, calls * 100.0 / records);
        return took;
    }

    /** Empties the table and fills it again with the same rows by COPY; the best of three. */
    private static long copying(TestStack stack) throws Exception {
        long best = Long.MAX_VALUE;
        try (Connection connection = stack.database().dataSource().getConnection()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            assertThat(copy.copyOut("copy agent_jobs to stdout", rows)).isEqualTo(RECORDS);
            for (int i = 0; i < 3; i++) {
                stack.database().execute("truncate agent_jobs cascade");
                long began = System.nanoTime();
                assertThat(copy.copyIn("copy agent_jobs from stdin", new ByteArrayInputStream(rows.toByteArray())))
                        .isEqualTo(RECORDS);
                best = Math.min(
                        best, Duration.ofNanos(System.nanoTime() - began).toMillis());
            }
        }
        return best;
    }

    static Map<String, Object> job(int n) {
        return Map.of(
                "id",
                "00000000-0000-4000-8000-%012d".formatted(n),
                "job_type",
                "manual",
                "status",
                List.of("queued", "running", "completed").get(n % 3),
                "parameters",
                "{\"query\":\"dentists in Leeds\",\"n\":" + n + "}",
                "retry_count",
                n % 7,
                "created_at",
                "2026-01-01T00:00:00Z");
    }
}
