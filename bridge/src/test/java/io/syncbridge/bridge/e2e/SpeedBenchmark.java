package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes a second in both directions, beside what {@code pgbench} does in the same database. Not part of the build;
 * {@code benchmarks/speed/run} runs it. The bridge is a process of its own, PostgreSQL another with fsync on, the
 * simulator and the users live in this one.
 */
@Tag("benchmark")
final class SpeedBenchmark {

    private static final int RECORDS = Integer.getInteger("bridge.records", 10_000);
    private static final int ROUNDS = Integer.getInteger("bridge.rounds", 3);
    private static final String OPTIONS = System.getProperty("bridge.java", "-Xmx512m");
    private static final int TOGETHER = 2000;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final EmbeddedServer server =
            EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
    private final TestStack stack = TestStack.resting(Setup.usual(), server);
    private final SimTable jobs = stack.table("agent_jobs");

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        stack.close();
        server.close();
    }

    @Test
    @Timeout(3000)
    void changesASecond() throws Exception {
        // The stack counts rows by a trigger; a user's table has none.
        stack.database().execute("alter table agent_jobs disable trigger count_writes");
        List<Integer> limits = new Pgbench(stack.database()).guardedUpserts();
        limits.forEach(tps ->
                System.out.printf("measured pgbench, one guarded upsert and one audit insert: %d a second%n", tps));
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, OPTIONS.split(" "))) {
            stack.sendWebhooksTo(bridge.port());
            for (int from = 0; from < RECORDS; from += TOGETHER) {
                jobs.createAll(IntStream.range(from, Math.min(from + TOGETHER, RECORDS))
                        .mapToObj(BackfillBenchmark::job)
                        .toList());
            }
            awaitAudited("tables_to_supabase", RECORDS);
            List<SimRecord> records = jobs.records();
            for (int round = 1; round <= ROUNDS; round++) {
                int priority = round;
                String what = "Zapier to Supabase, round " + round;
                measured(
                        bridge,
                        what,
                        "tables_to_supabase",
                        () -> records.parallelStream()
                                .forEach(record -> jobs.update(record.id(), Map.of("retry_count", priority + 10))));
            }
            // Of thousands of webhooks at once Supabase loses some, and they wait for a sweep: captured, none is lost.
            stack.bridge()
                    .database()
                    .apply(new CaptureTriggers(stack.link("agent_jobs").mapping(), true)::install);
            for (int round = 1; round <= ROUNDS; round++) {
                int count = round + 100;
                measured(
                        bridge,
                        "Supabase to Zapier, round " + round,
                        "supabase_to_tables",
                        () -> stack.database().execute("update agent_jobs set retry_count = " + count));
            }
            assertThat(stack.parked("agent_jobs")).isEmpty();
        }
    }

    private void measured(BridgeProcess bridge, String what, String direction, Runnable changes) {
        long before = audited(direction);
        ApiCounts calls = stack.zapier().counts();
        Duration cpu = cpu(bridge);
        long began = System.nanoTime();
        changes.run();
        long changed = System.nanoTime();
        awaitAudited(direction, before + RECORDS);
        double took = (System.nanoTime() - began) / 1e9;
        ApiCounts after = stack.zapier().counts();
        System.out.printf(
                "measured %s: %d changes in %.1f s (made in %.1f s): %.0f a second; bridge's CPU %.0f us a change;"
                        + " calls for 100: %.2f reads, %.2f writes%n",
                what,
                RECORDS,
                took,
                (changed - began) / 1e9,
                RECORDS / took,
                cpu(bridge).minus(cpu).toNanos() / 1e3 / RECORDS,
                (after.reads() - calls.reads()) * 100.0 / RECORDS,
                (after.writes() - calls.writes()) * 100.0 / RECORDS);
    }

    private static Duration cpu(BridgeProcess bridge) {
        return ProcessHandle.of(bridge.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private void awaitAudited(String direction, long count) {
        Eventually.until(count + " audit rows " + direction, LIMIT, () -> {
            stack.zapier().replayFailedWebhooks(); // as Zapier does with what was answered 503
            return audited(direction) >= count;
        });
    }

    private long audited(String direction) {
        Object count = stack.database()
                .scalar(
                        "select count(*) from audit_log where actor = 'sync-bridge' and metadata ->> 'sync_direction' = ?",
                        direction);
        return count instanceof Number number ? number.longValue() : 0;
    }
}
