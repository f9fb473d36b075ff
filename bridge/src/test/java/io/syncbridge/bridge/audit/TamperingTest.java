package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three days with four rows each; what an owner with the guards off does to them is named at its first place, also offline. */
final class TamperingTest {
    @TempDir
    private Path folder;

    private final AuditScene scene = new AuditScene();

    @BeforeEach
    void threeDays() {
        for (int day = 19; day <= 21; day++) {
            scene.at("2026-11-" + day + "T12:00:00.123456Z");
            scene.sealed(4);
        }
        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(scene.verdict().entries()).isEqualTo(12);
        assertThat(scene.verdict().days()).isEqualTo(3);
    }

    @AfterEach
    void drop() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp = timestamp + interval '1 microsecond'",
                "actor = 'sync-bridge '",
                "actor_type = 'human'",
                "action = 'agent_job_synced_'",
                "resource_type = null",
                "resource_type = 'lead'",
                "resource_id = 'another'",
                "metadata = null",
                "metadata = metadata || '{\"rule\": \"supabase_changed\"}'",
                "metadata = jsonb_set(metadata, '{changes,initiated_by,1}', '\"Bob\"')",
                "metadata = metadata - 'changes'",
                "metadata = metadata - 'changes' || '{\"erased\": true}'",
                "metadata = metadata || '{\"erased\": true}'",
                "metadata = metadata || '{\"lost\": {\"status\": \"x\"}}'",
                "ip_address = '127.0.0.1'",
                "user_agent = ''",
                "session_id = 'x'",
                "severity = 'debug'",
                "severity = null",
                "data_classification = 'public'",
                "compliance_tags = '{gdpr}'",
                "retention_days = 0",
                "retention_days = null",
                "id = 1000"
            })
    void everyColumn(String set) throws IOException {
        scene.forge("update audit_log set " + set + " where id = 6");

        assertBrokenAt(set.startsWith("id") ? Problem.Kind.MISSING : Problem.Kind.ALTERED, 6, 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "day = day + 1",
                "n = n + 1",
                "row_id = 7",
                "audit_table = '\"public\".\"other\"'",
                "state = 'adopted'",
                "sealed_at = sealed_at - interval '1 microsecond'",
                "keep_until = 1",
                "keep_until = null",
                "salt = sha256('x')",
                "values_hash = sha256('x')",
                "content_hash = sha256('x')",
                "hash = sha256('x')"
            })
    void everyColumnOfAnEntry(String set) throws IOException {
        scene.forge("update bridge.audit_chain set "
                + (set.startsWith("salt") ? "salt = substr(sha256('x'), 1, 16)" : set) + " where seq = 6");

        Verdict verdict = scene.verdict();
        assertThat(verdict.first())
                .get()
                .satisfies(first -> assertThat(first.seq()).contains(6L));
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 12})
    void aRowIsGone(int row) throws IOException {
        scene.forge("delete from audit_log where id = " + row);

        assertBrokenAt(Problem.Kind.MISSING, row, row);
    }

    @Test
    void aRowWasSlippedIn() throws IOException {
        closeAdoption();
        scene.forge("insert into audit_log (id, actor, actor_type, action) values (500, 'sync-bridge', 'system', 'x')");

        Verdict verdict = scene.verdict();
        assertThat(verdict.problems()).isEqualTo(1);
        assertThat(verdict.first()).get().satisfies(first -> {
            assertThat(first.kind()).isEqualTo(Problem.Kind.INSERTED);
            assertThat(first.rowId()).contains(500L);
        });
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    @Test
    void whatOthersWriteIntoTheTableIsTheirs() {
        closeAdoption();
        scene.server.execute("insert into audit_log (actor, actor_type, action) values ('ada', 'human', 'x')");

        assertThat(scene.verdict().isGood()).isTrue();
    }

    @Test
    void twoRowsChangedPlaces() throws IOException {
        scene.forge("update audit_log set id = -3 where id = 3; update audit_log set id = 3 where id = 9;"
                + " update audit_log set id = 9 where id = -3");

        assertBrokenAt(Problem.Kind.ALTERED, 3, 3);
        assertThat(scene.verdict().problems()).isEqualTo(2);
    }

    @Test
    void twoEntriesChangedPlaces() {
        scene.forge(
                "update bridge.audit_chain set seq = -3 where seq = 3; update bridge.audit_chain set seq = 3 where seq = 9;"
                        + " update bridge.audit_chain set seq = 9 where seq = -3");

        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.seq()).contains(3L));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3", "6, 6"})
    void anEntryIsGone(int seq, long first) throws IOException {
        closeAdoption();
        scene.forge("delete from bridge.audit_chain where seq = " + seq);

        Verdict verdict = scene.verdict();
        assertThat(verdict.first()).get().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.MISSING);
            assertThat(problem.seq()).contains(first);
            assertThat(problem.text()).contains("entry " + seq + " is missing");
        });
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    @Test
    void anEntryAndItsRowAreGone() throws IOException {
        scene.forge("delete from bridge.audit_chain where seq = 7; delete from audit_log where id = 7");

        Verdict verdict = scene.verdict();
        assertThat(verdict.problems()).isEqualTo(1);
        assertThat(verdict.first())
                .get()
                .satisfies(first -> assertThat(first.text()).startsWith("entry 7 is missing"));
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    @Test
    void aWholeDayIsGone() throws IOException {
        scene.forge(
                "delete from bridge.audit_chain where day = '2026-11-20'; delete from audit_log where id between 5 and 8");

        Verdict verdict = scene.verdict();
        assertThat(verdict.problems()).isEqualTo(1);
        assertThat(verdict.first())
                .get()
                .satisfies(first -> assertThat(first.text())
                        .isEqualTo(
                                "entries 5 to 8 are missing, sealed on 2026-11-19 or later, on 2026-11-21 or before"));
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }

    @Test
    void aWholeDayIsGoneAndTheRestIsNumberedAnew() {
        scene.forge(
                "delete from bridge.audit_chain where day = '2026-11-20'; delete from audit_log where id between 5 and 8;"
                        + " update bridge.audit_chain set seq = seq - 4 where seq > 8");

        assertThat(scene.verdict().first()).get().satisfies(first -> {
            assertThat(first.seq()).contains(5L);
            assertThat(first.kind()).isEqualTo(Problem.Kind.ALTERED);
        });
    }

    @Test
    void theEndWasCutOffAndTheAnchorShowsIt() {
        String anchor = scene.head().hash();
        scene.forge("delete from bridge.audit_chain where seq > 10; delete from audit_log where id > 10");

        assertThat(scene.verdict().isGood()).as("nothing else could show it").isTrue();
        assertThat(scene.verdict(anchor).first())
                .get()
                .satisfies(first -> assertThat(first.kind()).isEqualTo(Problem.Kind.HEAD));
    }

    @Test
    void anAnchorOfAnyTimeIsFound() {
        String anchor = scene.head().hash();
        scene.sealed(3);

        assertThat(scene.verdict(anchor).isGood()).isTrue();
        assertThat(scene.verdict("0".repeat(63) + "1").isGood()).isFalse();
    }

    @Test
    void onlyEntriesWereCutOff() {
        closeAdoption();
        scene.forge("delete from bridge.audit_chain where seq > 10");

        assertThat(scene.verdict().problems()).isEqualTo(2);
        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.rowId()).contains(11L));
    }

    /** With all of the owner's rights: rows altered and the whole chain made anew over them. */
    @Test
    void theWholeChainWasMadeAnewAndTheAnchorShowsIt() {
        String anchor = scene.head().hash();
        scene.forge("update audit_log set resource_id = 'another' where id = 2; delete from bridge.audit_chain;"
                + " delete from bridge.audit_adoption");
        scene.adopted(2);

        assertThat(scene.verdict().isGood()).as("a good forgery").isTrue();
        assertThat(scene.verdict().adopted()).isEqualTo(12);
        assertThat(scene.verdict(anchor).isGood()).isFalse();
    }

    @Test
    void betweenItsWritingAndItsSealing() throws IOException {
        scene.write(3);
        scene.forge("update audit_log set resource_id = 'x' where id = 14; delete from audit_log where id = 15");
        scene.job().turn();

        assertBrokenAt(Problem.Kind.ALTERED, 14, 14);
        assertThat(scene.verdict().problems()).isEqualTo(2);
    }

    @Test
    void theGuardsRefuseAllOfItToTheOwnerAndToASuperuser() {
        for (String change : new String[] {
            "update audit_log set actor = actor",
            "update audit_log set metadata = (metadata - 'changes') || '{\"erased\": true}' where id = 1",
            "delete from audit_log",
            "truncate audit_log",
            "update bridge.audit_chain set n = n",
            "update bridge.audit_chain set salt = null, n = n + 1",
            "delete from bridge.audit_chain",
            "truncate bridge.audit_chain",
            "set session_replication_role = replica; delete from bridge.audit_chain",
            "set session_replication_role = replica; delete from audit_log"
        }) {
            assertThatThrownBy(() -> scene.server.execute(change)).as(change).hasMessageContaining("append-only");
        }
        assertThat(scene.verdict().isGood()).isTrue();
    }

    /** Older instances are gone: nothing is taken over any more. */
    private void closeAdoption() {
        scene.job().turn();
        scene.server.execute("update bridge.audit_adoption set open_until = now()");
        scene.adopted(3);
    }

    private void assertBrokenAt(Problem.Kind kind, long row, long seq) throws IOException {
        Verdict verdict = scene.verdict();
        assertThat(verdict.first()).get().satisfies(first -> {
            assertThat(first.kind()).isEqualTo(kind);
            assertThat(first.rowId()).contains(row);
            assertThat(first.seq()).contains(seq);
        });
        assertThat(scene.exported(folder.resolve("export")).first()).isEqualTo(verdict.first());
    }
}
