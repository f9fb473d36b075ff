package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.e2e.Verb;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Unsealed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audit rows take memory one after the other: sealed, exported and proved, they need not fit into the heap together. */
final class LargeRowsTest {
    private static final int ROWS = 2000;
    private static final int CHARACTERS = 64_000;
    private static final String HEAP = "-Xmx64m";

    private final AuditScene scene = new AuditScene();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        scene.close();
    }

    @Test
    void rowsThatAreLargerThanTheHeapAreSealedExportedAndProved() throws Exception {
        scene.job().turn();
        scene.server.execute(Unsealed.with(scene.mapping.audit().table(), """
                insert into {table} (timestamp, actor, actor_type, action, resource_type, resource_id, metadata)
                select clock_timestamp(), 'sync-bridge', 'system', 'agent_job_synced', 'job', n::text,
                       jsonb_build_object('changes', jsonb_build_object('input_data', repeat('large', {length})))
                  from generate_series(1, {rows}) n
                """.replace(
                        "{table}", Quoted.table(scene.mapping.audit().table()))
                .replace("{length}", String.valueOf(CHARACTERS / 5))
                .replace("{rows}", String.valueOf(ROWS))));

        // It seals what waits before it looks for what there is to erase.
        assertThat(verb("audit", "erase", "agent_jobs", "nobody", "--yes").err())
                .doesNotContain("Exception");
        assertThat(scene.count("select count(*) from bridge.audit_chain")).isEqualTo(ROWS);

        Path file = folder.resolve("audit.jsonl");
        Verb export = verb("audit", "export", "--out", file.toString());
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(Files.size(file)).isGreaterThan((long) ROWS * CHARACTERS);

        Verb offline = verb("audit", "verify", file.toString());
        assertThat(offline.code()).as(offline.out() + offline.err()).isZero();
        assertThat(offline.out()).contains("2,000 audit rows");
        Verb live = verb("audit", "verify");
        assertThat(live.code()).as(live.out() + live.err()).isZero();
    }

    private Verb verb(String... arguments) throws Exception {
        return Verb.run(
                Map.of("DATABASE_URL", scene.server.jdbcUrl(), "ZAPIER_CREDENTIALS", "none", "JAVA_TOOL_OPTIONS", HEAP),
                folder,
                arguments);
    }
}
