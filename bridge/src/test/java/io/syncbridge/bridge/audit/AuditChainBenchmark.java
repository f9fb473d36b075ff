package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.e2e.Verb;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Unsealed;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a line for the chain costs the transaction that writes an audit row, and how many rows a second are sealed with an empty
 * chain and with a long one. Not part of the build; {@code benchmarks/audit-chain/run} runs it.
 */
@Tag("benchmark")
final class AuditChainBenchmark {
    private static final int ROWS = Integer.getInteger("bridge.audit.rows", 5_000_000);
    private static final int WRITES = 3000;
    private static final int MEASURED = 50_000;
    private static final String ROW = """
            insert into {table} (timestamp, actor, actor_type, action, resource_type, resource_id, metadata, severity)
            select clock_timestamp(), 'sync-bridge', 'system', 'agent_job_synced', 'job', n::text,
                   jsonb_build_object('sync_direction', 'tables_to_supabase', 'sync_source', 'zapier_tables', 'sync_id', n::text,
                     'rule', 'zapier_changed', 'mapping', 'agent_jobs', 'lag_ms', 12,
                     'changes', jsonb_build_object('status', jsonb_build_array('queued', 'running'))), 'info'
              from generate_series(1, ?) n
            """;

    private static final String SMALL_HEAP = "-Xmx64m";

    private final AuditScene scene = new AuditScene();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        scene.close();
    }

    @Test
    @Timeout(3600)
    void growthIsFlat() throws Exception {
        String table = Quoted.table(scene.mapping.audit().table());
        String bare = ROW.replace("{table}", table);
        String chained = Unsealed.with(scene.mapping.audit().table(), bare);
        write(chained, 1, 500);
        write(bare, 1, 500);
        scene.job().turn();
        System.out.printf(
                "writing one audit row in a transaction: %.0f µs, with its line for the chain %.0f µs (medians of %,d)%n",
                write(bare, 1, WRITES), write(chained, 1, WRITES), WRITES);
        System.out.printf(
                "writing 100 audit rows in a statement: %.0f µs, with their lines %.0f µs (medians of 100)%n",
                write(bare, 100, 100), write(chained, 100, 100));
        scene.job().turn();
        long early = measured(chained, "in a chain of " + entries());
        for (int left = ROWS; left > 0; left -= 500_000) {
            write(chained, Math.min(left, 500_000), 1);
            long start = System.nanoTime();
            scene.job().turn();
            if (left <= 500_000) {
                System.out.printf(
                        "sealing a backlog of %,d: %,.0f rows a second%n",
                        left, left * 1e9 / (System.nanoTime() - start));
            }
        }
        long late = measured(chained, "in a chain of " + entries());
        long start = System.nanoTime();
        Verdict verdict = scene.verdict();
        System.out.printf(
                "proving %,d rows in the database: %.1f s%n", verdict.entries(), (System.nanoTime() - start) / 1e9);
        assertThat(verdict.first()).isEmpty();
        start = System.nanoTime();
        new ChainExport(scene.database)
                .write(Optional.empty(), Optional.empty(), Optional.empty(), OutputStream.nullOutputStream());
        System.out.printf("exporting them: %.1f s%n", (System.nanoTime() - start) / 1e9);
        inSmallHeap();
        System.out.printf(
                "storage for an entry, indexes included: %d bytes%n",
                scene.count("select pg_total_relation_size('bridge.audit_chain')") / verdict.entries());
        assertThat(early).as("rows a second").isGreaterThan(1000);
        assertThat(late).as("rows a second in a long chain").isGreaterThan(1000);
    }

    /** The verbs as processes of their own: what they take is no more for a long chain than for a short one. */
    private void inSmallHeap() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        timed("exporting", "audit", "export", "--out", file.toString());
        System.out.printf("exporting wrote %,d bytes%n", Files.size(file));
        timed("proving the export", "audit", "verify", file.toString());
        timed("proving the database", "audit", "verify");
    }

    private void timed(String what, String... arguments) throws Exception {
        long start = System.nanoTime();
        Verb verb = Verb.run(
                Map.of("DATABASE_URL", scene.server.jdbcUrl(), "JAVA_TOOL_OPTIONS", SMALL_HEAP), folder, arguments);
        assertThat(verb.code()).as(verb.out() + verb.err()).isZero();
        System.out.printf("%s with %s: %.1f s%n", what, SMALL_HEAP, (System.nanoTime() - start) / 1e9);
    }

    private String entries() {
        return String.format(
                java.util.Locale.ROOT, "%,d entries", scene.count("select count(*) from bridge.audit_chain"));
    }

    private long measured(String chained, String where) throws Exception {
        write(chained, MEASURED, 1);
        long start = System.nanoTime();
        scene.job().turn();
        long perSecond = Math.round(MEASURED * 1e9 / (System.nanoTime() - start));
        System.out.printf("sealing %,d rows %s: %,d rows a second%n", MEASURED, where, perSecond);
        return perSecond;
    }

    /** Median microseconds of one transaction with so many rows. */
    private double write(String sql, int rows, int times) throws Exception {
        try (Connection connection = scene.server.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            long[] took = new long[times];
            for (int i = 0; i < times; i++) {
                statement.setInt(1, rows);
                long start = System.nanoTime();
                statement.executeUpdate();
                took[i] = System.nanoTime() - start;
            }
            java.util.Arrays.sort(took);
            return took[times / 2] / 1000.0;
        }
    }
}
