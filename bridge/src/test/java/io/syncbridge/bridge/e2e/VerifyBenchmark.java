package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Progress;
import io.syncbridge.bridge.verify.Verification;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large equal tables: how long a comparison takes beside the paging itself, and with how much memory. Not part of the
 * build; {@code benchmarks/verify/run} runs it.
 */
@Tag("benchmark")
final class VerifyBenchmark {

    private static final int RECORDS = Integer.getInteger("bridge.records", 100_000);
    private static final int BATCH = 5000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(900)
    void equalTables() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            fill(stack);
            long paging = paging(stack);
            System.out.printf("measured paging alone: %d records in %d ms%n", RECORDS, paging);
            long inProcess = inProcess(stack);
            System.out.printf(
                    "measured comparison within a warm process: %d ms, %d ms beside the paging%n",
                    inProcess, inProcess - paging);
            long queries = stack.zapier().counts().queries();
            Verb verb = Verb.run(withHeap(stack.environment()), directory, "verify", "agent_jobs", "--json");
            assertThat(verb.code()).as(verb.err()).isZero();
            long took = JsonText.parse(verb.out())
                    .orElseThrow()
                    .path("tables")
                    .path(0)
                    .path("took_ms")
                    .asLong();
            System.out.printf(
                    "measured bridgectl verify with a heap of 96 MB: %d ms, %d queries, exit %d%n",
                    took, stack.zapier().counts().queries() - queries, verb.code());
        }
    }

    private static Map<String, String> withHeap(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_TOOL_OPTIONS", "-Xmx96m");
        return all;
    }

    private static long paging(TestStack stack) {
        Link link = stack.link("agent_jobs");
        AtomicLong seen = new AtomicLong();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            try (BothSides sides = new BothSides(stack.config(), stack.bridge().database())) {
                seen.set(0);
                long began = System.nanoTime();
                assertThat(new ZapierListing(sides.zapier(), link.zapierTableId(), () -> false)
                                .read(page -> seen.addAndGet(page.records().size())))
                        .isEmpty();
                best = Math.min(best, millisSince(began));
            }
        }
        assertThat(seen.get()).isEqualTo(RECORDS);
        return best;
    }

    private static long inProcess(TestStack stack) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            try (BothSides sides = new BothSides(stack.config(), stack.bridge().database())) {
                Verified found = new Verification(
                                stack.link("agent_jobs"),
                                sides.database(),
                                sides.zapier(),
                                Patience.USUAL,
                                () -> false,
                                Progress.SILENT)
                        .run();
                assertThat(found).isInstanceOfSatisfying(Verified.Complete.class, complete -> {
                    assertThat(complete.differing()).isZero();
                    assertThat(complete.zapierRecords()).isEqualTo(RECORDS);
                    assertThat(complete.supabaseRows()).isEqualTo(RECORDS);
                });
                best = Math.min(best, ((Verified.Complete) found).took().toMillis());
            }
        }
        return best;
    }

    private static void fill(TestStack stack) {
        stack.database()
                .execute("insert into agent_jobs (id, job_type, status, parameters, retry_count, created_at)"
                        + " select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'manual', 'queued',"
                        + " jsonb_build_object('n', n, 'query', 'dentists in Leeds'), n % 7, timestamptz '2026-01-01 00:00:00Z'"
                        + " from generate_series(1, " + RECORDS + ") n");
        stack.database().execute("analyze agent_jobs");
        SimTable jobs = stack.table("agent_jobs");
        for (int from = 1; from <= RECORDS; from += BATCH) {
            List<Map<String, Object>> batch = IntStream.range(from, Math.min(from + BATCH, RECORDS + 1))
                    .mapToObj(VerifyBenchmark::job)
                    .toList();
            jobs.createAll(batch);
        }
    }

    private static Map<String, Object> job(int n) {
        return Map.of(
                "id",
                "00000000-0000-4000-8000-%012d".formatted(n),
                "job_type",
                "manual",
                "status",
                "queued",
                "parameters",
                "{\"query\":\"dentists in Leeds\",\"n\":" + n + "}",
                "retry_count",
                n % 7,
                "created_at",
                "2026-01-01T00:00:00Z");
    }

    private static long millisSince(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }
}
