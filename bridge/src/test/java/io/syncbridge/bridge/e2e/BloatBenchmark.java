package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What steady load leaves behind in the bridge's tables: share of updates that touched no index, dead rows, sizes. Not
 * part of the build; {@code benchmarks/run bloat} runs it.
 */
@Tag("benchmark")
final class BloatBenchmark {
    private static final int MINUTES = Integer.getInteger("bridge.minutes", 60);
    private static final int EVERY_MS = 20;
    private static final int RECORDS = 2000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(2 * 3600)
    void whatSteadyLoadLeaves() throws Exception {
        try (EmbeddedServer server =
                        EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
                TestStack stack = TestStack.resting(Setup.usual(), server);
                BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx256m")) {
            SimTable jobs = stack.table("agent_jobs");
            stack.sendWebhooksTo(bridge.port());
            stack.leaveAuditUnwatched();
            for (int from = 0; from < RECORDS; from += 1000) {
                jobs.createAll(IntStream.range(from, from + 1000)
                        .mapToObj(BackfillBenchmark::job)
                        .toList());
            }
            var unused = Audited.all(stack, "tables_to_supabase").await(RECORDS);
            stack.awaitNothingDue();
            List<SimRecord> records = jobs.records();
            long began = System.nanoTime();
            long changes = 0;
            for (int part = 1; part <= 4; part++) {
                long end = began + Duration.ofSeconds(MINUTES * 15L * part).toNanos();
                for (; System.nanoTime() < end; changes += 2) {
                    int n = (int) (changes / 2 % (RECORDS / 2));
                    jobs.update(records.get(n).id(), Map.of("retry_count", changes));
                    stack.database()
                            .update(
                                    "update agent_jobs set retry_count = ? where id = cast(? as uuid)",
                                    changes,
                                    jobs.text(records.get(RECORDS / 2 + n), "id")
                                            .orElseThrow());
                    TimeUnit.MILLISECONDS.sleep(EVERY_MS);
                }
                told(stack, "after %d of %d min, %d changes".formatted(MINUTES * part / 4, MINUTES, changes));
            }
        }
    }

    private static void told(TestStack stack, String when) {
        stack.database().rows("""
                        select relname || ': ' || n_tup_upd || ' updates, ' || n_tup_hot_upd || ' of them without an index, '
                               || n_live_tup || ' live and ' || n_dead_tup || ' dead rows, ' || autovacuum_count || ' vacuums, table '
                               || pg_size_pretty(pg_relation_size(relid)) || ', indexes ' || pg_size_pretty(pg_indexes_size(relid)) as said
                          from pg_stat_user_tables where schemaname = 'bridge' and n_tup_ins + n_tup_upd > 1000 order by relname
                        """).forEach(row -> System.out.println("measured " + when + ": " + row.get("said")));
    }
}
