package io.syncbridge.bridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.check.Finding;
import io.syncbridge.bridge.check.RightsCheck;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Entries;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.AuditTable;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.bridge.supabase.MappedTable;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.fuzz.Fuzz;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names in a mapping file are names and nothing else, whatever characters they are made of. */
@Tag("fuzz")
final class InjectionFuzzTest {
    /** Names that mean something to SQL, to the driver, to templates or to format strings. */
    private static final String[] NAMES = {
        "agent_jobs",
        "a\"b",
        "a'b",
        "a; drop table canary; --",
        "\"; drop table canary; --",
        "' or 1=1 --",
        "a\\",
        "\\'",
        "a\\\"b",
        "$capture$",
        "x$capture$; drop table canary; $capture$",
        "$bridge$",
        "$bridge$; drop table canary; $bridge2$",
        "$$",
        "$1",
        "{key}",
        "{table}{mapping}",
        "t{key}x",
        "{audit table}",
        "{notify}",
        "?",
        "a ? b ?? c",
        "%s",
        "%I%%",
        ":name",
        "/* x",
        "*/",
        "--",
        "select",
        "User",
        "é",
        "\u202e",
        "日本",
        "\ud83d\ude00",
        " ",
        "a b",
        "a.b",
        "\u00a0",
        "E'",
        "U&\"\\0041\"",
        "new",
        "old",
        "\"\"",
        "'''",
        "a\tb",
        "a\nb",
        "@@",
        "xmin",
        "ctid",
    };

    private static Optional<TableMapping> mapping(String table, String key, String column, String audit) {
        String yaml = """
                name: fuzzed
                supabase: %s
                key: k
                deletes: propagate
                audit: {table: %s}
                fields:
                  k: {type: text, column: %s}
                  v: {type: text, column: %s}
                """.formatted(quoted("s." + table), quoted("s." + audit), quoted(key), quoted(column));
        return MappingYaml.read("fuzzed.yaml", yaml) instanceof MappingResult.Good good
                ? Optional.of(good.mapping())
                : Optional.empty();
    }

    /** As YAML's double quotes hold it, which is as JSON does. */
    private static String quoted(String name) {
        return TextNode.valueOf(name).toString();
    }

    @Test
    void noNameChangesTheShapeOfAnySql() {
        List<String> plain = sql(mapping("t", "k", "v", "a").orElseThrow());
        Fuzz.ofTexts("names of a mapping in SQL", 500, NAMES).feed(input -> {
            String name = new String(input, StandardCharsets.UTF_8);
            Optional<TableMapping> mapping = mapping(name, name, name + "v", name + "a");
            if (mapping.isEmpty()) {
                return false;
            }
            List<String> fuzzed = sql(mapping.get());
            for (int i = 0; i < plain.size(); i++) {
                if (!Skeleton.of(fuzzed.get(i)).equals(Skeleton.of(plain.get(i)))) {
                    throw new IllegalStateException("another shape: " + fuzzed.get(i));
                }
            }
            return true;
        });
    }

    private static List<String> sql(TableMapping mapping) {
        CaptureTriggers triggers = new CaptureTriggers(mapping, true);
        WebhookTarget target = new WebhookTarget(
                PublicAddress.parse("https://bridge.example.com").orElseThrow(), List.of(new Secret("back\\slash'")));
        return List.of(
                triggers.installSql(),
                triggers.removeSql(),
                new WebhookTrigger(mapping, target, WebhookSender.SUPABASE).sql(),
                new ServiceRole("sync_bridge", List.of(mapping)).sql());
    }

    /** On a real PostgreSQL: every statement does what it does for plain names, and nothing else is touched. */
    @Test
    void everyStatementWorksUnderAnyName() {
        try (TestDatabase server = TestPostgres.fresh("names", template -> Migrations.all(template.dataSource()))) {
            server.execute(
                    "create schema s; create table public.canary (id int); insert into public.canary values (1)");
            Database database = new Database(server.dataSource());
            int tried = 0;
            for (String name : NAMES) {
                Optional<TableMapping> mapping = mapping(name, name, name + "v", name + "a");
                if (mapping.isEmpty() || name.equals("xmin") || name.equals("ctid")) {
                    continue; // refused, or what PostgreSQL itself refuses for a column
                }
                make(server, mapping.get());
                database.apply(tx -> use(tx, mapping.get()));
                server.execute(new ServiceRole("fuzzed_role", List.of(mapping.get())).sql());
                assertThat(new RightsCheck(database, List.of(mapping.get())).findings())
                        .as(name)
                        .allMatch(Finding.Ok.class::isInstance);
                assertThat(new AuditHistory(mapping.get(), database).ofRecord(List.of("key"), 5))
                        .as(name)
                        .hasSize(1);
                assertThat(server.scalar("select count(*) from bridge.capture"))
                        .as(name)
                        .isNotEqualTo(0L);
                assertThat(server.scalar("select count(*) from public.canary"))
                        .as(name)
                        .isEqualTo(1L);
                server.execute("truncate bridge.capture; drop schema s cascade; create schema s");
                tried++;
            }
            assertThat(tried).isGreaterThan(35);
        }
    }

    private static void make(TestDatabase server, TableMapping mapping) {
        server.execute("create table " + Quoted.table(mapping.supabase()) + " ("
                + Quoted.name(mapping.field("k").column()) + " text primary key, "
                + Quoted.name(mapping.field("v").column()) + " text); create table "
                + Quoted.table(mapping.audit().table()) + " (like public.audit_log including all)");
    }

    private static void use(Tx tx, TableMapping mapping) throws SQLException {
        new CaptureTriggers(mapping, true).install(tx);
        Columns columns = Columns.read(tx, mapping.supabase());
        assertThat(columns.problems(mapping)).isEmpty();
        assertThat(AuditTable.problems(tx, mapping)).isEmpty();
        MappedTable table = new MappedTable(mapping, columns);
        Row row = Row.of(Map.of("k", new FieldValue.Text("key"), "v", new FieldValue.Text("'\"; --")));
        StoredRow stored = table.insert(tx, row).orElseThrow();
        assertThat(stored.content().row()).isEqualTo(row);
        assertThat(table.insertAll(tx, List.of(row.with("k", new FieldValue.Text("two")))))
                .hasSize(1);
        Row changed = Row.of(Map.of("v", new FieldValue.Text("new")));
        StoredRow updated = table.update(tx, "key", stored.version(), changed).orElseThrow();
        assertThat(table.find(tx, "key")).isPresent();
        assertThat(table.read(tx, List.of("key", "two"))).hasSize(2);
        assertThat(table.slice(tx, Optional.empty(), 5)).hasSize(2);
        assertThat(table.keys(tx, Optional.of("key"), 5)).containsExactly("two");
        assertThat(table.count(tx)).isEqualTo(2);
        assertThat(table.delete(tx, "key", updated.version())).isTrue();
        new AuditTrail(mapping).append(tx, Entries.synced("key", "sync", Optional.empty(), row));
        new CaptureTriggers(mapping, true).remove(tx);
    }
}
