package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.audit.AuditSettings;
import io.syncbridge.bridge.audit.SealingJob;
import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Entries;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit} from the command line, and what {@code check} and {@code status} say of it. */
final class AuditVerbsTest {
    private static final String KEY = "5d8b1c3e-0000-4000-8000-000000000001";

    @TempDir
    private Path folder;

    private final TestDatabase server =
            TestPostgres.fresh("schema bridge and agent tables", fresh -> Migrations.all(fresh.dataSource()));
    private final TableMapping mapping = Mappings.shipped().stream()
            .filter(one -> one.name().equals("agent_jobs"))
            .findFirst()
            .orElseThrow();
    private Path config = Path.of("none");

    @BeforeEach
    void fourSealedRows() throws IOException {
        config = folder.resolve("bridge.yaml");
        configure(server.jdbcUrl());
        Database database = new Database(server.dataSource());
        AuditTrail trail = new AuditTrail(mapping);
        database.apply(tx -> {
            for (int i = 0; i < 4; i++) {
                trail.append(tx, entry(i));
            }
        });
        try (SealingJob job =
                new SealingJob(new AuditSettings(Duration.ofSeconds(1), List.of()), database, List.of(mapping))) {
            job.start();
            Eventually.until(
                    "they are sealed",
                    Duration.ofSeconds(30),
                    () -> Long.valueOf(4).equals(server.scalar("select count(*) from bridge.audit_chain")));
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theDatabaseIsProvedAndAlsoAnExportWithoutIt() throws IOException {
        Invoked live = audit("verify");
        assertThat(live.code()).as(live.out() + live.err()).isZero();
        assertThat(live.out()).startsWith("good: 4 audit rows sealed on 1 days, the whole chain");
        String head = live.out().replaceFirst("(?s).*head: ([0-9a-f]{64}).*", "$1");

        Path file = folder.resolve("audit.jsonl");
        Invoked export = audit("export", "--out", file.toString());
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(export.err()).contains("up to entry 4; head " + head);
        assertThat(folder.toFile().list((dir, name) -> name.endsWith(".part"))).isEmpty();
        assertThat(audit("export").out()).startsWith("{\"audit_export\":1").endsWith("}\n");

        configure("postgres://nobody@127.0.0.1:1/nowhere");
        Invoked offline = audit("verify", file.toString(), "--anchor", head, "--json");
        assertThat(offline.code()).isZero();
        JsonNode tree = JsonText.parse(offline.out()).orElseThrow();
        assertThat(tree.path("good").asBoolean()).isTrue();
        assertThat(tree.path("head").path("hash").asText()).isEqualTo(head);
        assertThat(audit("verify", file.toString(), "--anchor", "ab".repeat(32)).code())
                .isEqualTo(1);

        Files.writeString(file, Files.readString(file).replaceFirst("Ada 2", "Bob 2"));
        Invoked forged = audit("verify", file.toString());
        assertThat(forged.code()).isEqualTo(1);
        assertThat(forged.out()).startsWith("BROKEN").contains("first: row 3 of public.audit_log was altered");
        JsonNode first = JsonText.parse(
                        audit("verify", file.toString(), "--json").out())
                .orElseThrow()
                .path("first");
        assertThat(first.path("kind").asText()).isEqualTo("altered");
        assertThat(first.path("row_id").asLong()).isEqualTo(3);
    }

    @Test
    void usageMistakesSayWhatToWrite() {
        assertThat(audit("verify", "--anchor", "abc").code()).isEqualTo(2);
        assertThat(audit("verify", folder.resolve("none").toString()).err())
                .contains("audit export --out FILE makes one");
        assertThat(audit("export", "--day", "2026-11-21", "--since", "2h").code())
                .isEqualTo(2);
        assertThat(Invoked.run("audit").code()).isEqualTo(2);
        assertThat(audit("erase", "nothing", KEY).code()).isEqualTo(2);
        Invoked nowhere = audit("export", "--out", folder.resolve("no/where").toString());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no folder");
    }

    @Test
    void anErasureAsksFirstAndLeavesAProof() {
        Invoked asked = audit("erase", "agent_jobs", KEY.toUpperCase(java.util.Locale.ROOT));
        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("1 row of public.audit_log").contains("say --yes");
        assertThat(audit("verify").out()).doesNotContain("erased");

        Invoked done = audit("erase", "agent_jobs", KEY, "--yes", "--by", "the data officer");
        assertThat(done.out()).contains("erased the values of 1 row");
        Invoked proof = audit("verify");
        assertThat(proof.code()).as(proof.out()).isZero();
        assertThat(proof.out())
                .contains("row 2 of public.audit_log: values erased on 2")
                .contains("by the data officer");
        assertThat(audit("erase", "agent_jobs", KEY, "--yes").out()).contains("nothing to erase");
        assertThat(run("why", "agent_jobs", KEY).out()).doesNotContain("Ada").contains("values erased");
    }

    @Test
    void checkNoticesEveryWayToTakeAGuardAwayAndGuardPutsItBack() {
        assertThat(check())
                .contains("ok       audit            public.audit_log is guarded against being changed")
                .contains("ok       audit            bridge.audit_chain is guarded");
        for (String taken : List.of(
                "alter table audit_log disable trigger audit_log_append_only_rows",
                "alter table audit_log enable trigger audit_log_append_only_truncate",
                "alter table audit_log enable replica trigger audit_log_append_only_rows",
                "drop trigger audit_log_append_only_rows on audit_log",
                "drop trigger audit_log_append_only_truncate on audit_log",
                "create or replace function audit_log_append_only() returns trigger language plpgsql as 'begin return new; end'",
                "drop trigger audit_log_append_only_rows on audit_log; create trigger audit_log_append_only_rows before update"
                        + " on audit_log for each row execute function audit_log_append_only();"
                        + " alter table audit_log enable always trigger audit_log_append_only_rows",
                "drop trigger audit_log_append_only_rows on audit_log; create trigger audit_log_append_only_rows before update or"
                        + " delete on audit_log for each row when (false) execute function audit_log_append_only();"
                        + " alter table audit_log enable always trigger audit_log_append_only_rows",
                "alter table bridge.audit_chain disable trigger all",
                "drop trigger audit_chain_append_only_rows on bridge.audit_chain",
                "create or replace function bridge.audit_chain_append_only() returns trigger language plpgsql as"
                        + " 'begin return null; end'")) {
            server.execute(taken);
            assertThat(check())
                    .as(taken)
                    .containsPattern("problem  audit  .* can be changed: .*; run ./bridgectl audit guard");
            Invoked guard = audit("guard");
            assertThat(guard.code()).as(taken + guard.out() + guard.err()).isZero();
            assertThat(check()).as(taken).doesNotContain("can be changed");
        }
        assertThat(audit("verify").code()).isZero();
    }

    @Test
    void statusNamesTheHead() {
        Invoked status = run("status");
        assertThat(status.out()).contains("audit chain: 4 rows sealed").containsPattern("head [0-9a-f]{64}");
        assertThat(JsonText.parse(run("status", "--json").out())
                        .orElseThrow()
                        .path("audit")
                        .path("seq")
                        .asLong())
                .isEqualTo(4);
    }

    @Test
    void aDatabaseWithoutAChainSaysWhatToDo() throws IOException {
        try (TestDatabase empty = TestPostgres.fresh()) {
            configure(empty.jdbcUrl());
            Invoked verify = audit("verify");
            assertThat(verify.code()).isEqualTo(1);
            assertThat(verify.err()).contains("has no audit chain yet: run ./bridgectl setup");
        }
    }

    private void configure(String database) throws IOException {
        Files.writeString(config, """
                database_url: %s
                zapier_credentials: tok
                zapier_base_url: http://127.0.0.1:1
                """.formatted(database));
    }

    private String check() {
        return run("check").out();
    }

    private Invoked audit(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private Invoked run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        return Invoked.run(all.toArray(String[]::new));
    }

    private static AuditTrail.Entry entry(int i) {
        return Entries.synced(
                "5d8b1c3e-0000-4000-8000-00000000000" + i, "sync-" + i, Optional.empty(), "initiated_by", "Ada " + i);
    }
}
