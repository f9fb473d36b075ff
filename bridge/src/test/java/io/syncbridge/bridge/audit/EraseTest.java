package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Entries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values go, the proof stays; only what was erased by the book counts as erased. */
final class EraseTest {
    @TempDir
    private Path folder;

    private final AuditScene scene = new AuditScene();
    private final Eraser eraser = new Eraser(scene.database, AuditSettings.USUAL);

    @AfterEach
    void drop() {
        scene.close();
    }

    @Test
    void theValuesAreGoneAndTheChainStillProvesTheRest() throws IOException {
        scene.sealed(3);
        scene.write(3);
        failed("could not take 'Ada 1'");
        String anchor = scene.head().hash();

        assertThat(eraser.count(scene.mapping, List.of(AuditScene.KEY)))
                .as("sealed ones")
                .isEqualTo(1);
        assertThat(eraser.erase(scene.mapping, List.of(AuditScene.KEY), "the data officer"))
                .isEqualTo(3);

        assertThat(scene.server.rows(
                        "select metadata::text from audit_log where resource_id = '" + AuditScene.KEY + "'"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row.values().toString()).doesNotContain("Ada"));
        assertThat(scene.count("select count(*) from bridge.audit_chain where salt is null"))
                .isEqualTo(3);
        assertThat(scene.count("select count(*) from audit_log where metadata::text like '%Ada%'"))
                .as("other records' rows")
                .isEqualTo(4);
        Verdict verdict = scene.verdict(anchor);
        assertThat(verdict.first()).isEmpty();
        assertThat(verdict.erased()).isEqualTo(3);
        assertThat(verdict.erasures().getFirst())
                .startsWith("row 2 of public.audit_log: values erased on 20")
                .endsWith(" by the data officer");
        Path file = folder.resolve("export");
        assertThat(scene.exported(file).erased()).isEqualTo(3);
        assertThat(Files.readString(file)).doesNotContain("Ada 1");
        assertThat(eraser.erase(scene.mapping, List.of(AuditScene.KEY), "x"))
                .as("again")
                .isZero();
    }

    @Test
    void whatIsLeftOfAnErasedRowIsStillProved() {
        scene.sealed(3);
        eraser.erase(scene.mapping, List.of(AuditScene.KEY), "x");
        scene.forge("update audit_log set severity = 'debug' where id = 2");

        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.rowId()).contains(2L));
    }

    @Test
    void valuesPutBackAreSeen() {
        scene.sealed(3);
        eraser.erase(scene.mapping, List.of(AuditScene.KEY), "x");
        scene.forge("update audit_log set metadata = metadata - 'erased' || '{\"changes\": {}}' where id = 2");

        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.rowId()).contains(2L));
    }

    /** In the very form of an erasure, salt and all, but not told: still an alteration. */
    @Test
    void anErasureThatNobodyTellsOfIsAnAlteration() throws IOException {
        scene.sealed(3);
        scene.server.execute("update bridge.audit_chain set salt = null where row_id = 2;"
                + " update audit_log set metadata = metadata - 'changes' || '{\"erased\": true}' where id = 2");

        Verdict verdict = scene.verdict();
        assertThat(verdict.first()).get().satisfies(first -> {
            assertThat(first.kind()).isEqualTo(Problem.Kind.ALTERED);
            assertThat(first.rowId()).contains(2L);
            assertThat(first.text()).contains("no erasure tells of it");
        });
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    /** The row that tells of it is itself in the chain. */
    @Test
    void anErasureWhoseTellingIsForgedIsAnAlteration() {
        scene.sealed(3);
        eraser.erase(scene.mapping, List.of(AuditScene.KEY), "x");
        scene.forge(
                "update audit_log set metadata = jsonb_set(metadata, '{by}', '\"another\"') where action = 'audit_erased'");

        assertThat(scene.verdict().problems()).isEqualTo(2);
    }

    @Test
    void theSaltAloneTakenAwayIsSeen() {
        scene.sealed(3);
        scene.server.execute("update bridge.audit_chain set salt = null where row_id = 2");

        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.text()).contains("the salt of its values was taken away"));
    }

    @Test
    void saltsDifferSoThatEqualValuesDoNotShow() {
        scene.sealed(1);
        scene.sealed(1);

        assertThat(scene.count("select count(distinct values_hash) from bridge.audit_chain"))
                .isEqualTo(2);
    }

    @Test
    void expiredRowsThatWereRemovedAreNoLoss() throws IOException {
        scene.server.execute("alter table audit_log alter column retention_days set default 0");
        scene.sealed(3);
        scene.server.execute("select cleanup_audit_log()");

        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(scene.verdict().expired()).isEqualTo(3);
        assertThat(scene.exported(folder.resolve("export")).expired()).isEqualTo(3);
    }

    private void failed(String reason) {
        scene.database.apply(tx -> scene.trail.append(tx, Entries.failed(AuditScene.KEY, "sync-failed", reason)));
    }
}
