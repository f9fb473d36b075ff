package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drafts of mappings: each loads, binds to both sides and says what the tables say. */
final class MappingNewTest {
    private static final List<String> AGENTS = List.of(
            AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.AUDIT_LOG, AgentTables.RATE_LIMITS);

    @TempDir
    private Path folder;

    private final TestDatabase database =
            TestPostgres.fresh("agent tables and schema bridge", fresh -> Migrations.all(fresh.dataSource()));
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    private Path config = Path.of("none");

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = folder.resolve("bridge.yaml");
        Files.createDirectory(folder.resolve("mappings"));
        Files.writeString(config, """
                database_url: '%s'
                zapier_base_url: '%s'
                zapier_credentials: tok
                supabase_webhook_secret: s
                zapier_webhook_secret: s
                bridge_mappings: '%s'
                """.formatted(database.jdbcUrl(), zapier.baseUrl(), folder.resolve("mappings")));
    }

    @AfterEach
    void close() {
        zapier.close();
        database.close();
    }

    @Test
    void draftsOfTheAgentTablesBindAsTheyAre() throws IOException {
        AgentTables.createAll(zapier);
        for (String table : AGENTS) {
            Invoked drafted = draft(table, "--out", mapping(table).toString());
            assertThat(drafted.code()).as(drafted.err()).isZero();
        }

        assertThat(run("start", "--once").out()).startsWith("worked off 0 records");
        TableMapping jobs = read(Files.readString(mapping("agent_jobs")));
        assertThat(jobs.version()).containsExactly("updated_at");
        assertThat(jobs.field("status").type())
                .isEqualTo(new FieldType.Choice(
                        List.of("queued", "running", "completed", "failed", "cancelled"), Map.of()));
        assertThat(read(Files.readString(mapping("agent_decisions"))).version())
                .containsExactly("overridden_at", "created_at");
        assertThat(Files.readString(mapping("agent_decisions")))
                .contains("confidence: { type: decimal, precision: 3, scale: 2, min: 0.00, max: 1.00 }");
        assertThat(read(Files.readString(mapping("rate_limits"))).naturalKey())
                .containsExactly("service_name", "window_start");
        assertThat(read(Files.readString(mapping("audit_log"))).mode()).isEqualTo(SyncMode.APPEND_TO_SUPABASE);
        assertThat(folder.resolve("mappings/mapping.schema.json")).exists();
        assertThat(run("mapping", "schema").out())
                .isEqualTo(Files.readString(folder.resolve("mappings/mapping.schema.json")));
    }

    @Test
    void aTableWithEveryTypeIsDraftedSetUpAndRuns() throws IOException {
        everyType();

        Invoked drafted =
                draft("shop.\"Zoo\"".replace("\"", ""), "--out", mapping("zoo").toString());

        assertThat(drafted.code()).as(drafted.err()).isZero();
        String yaml = Files.readString(mapping("zoo"));
        TableMapping zoo = read(yaml);
        assertThat(zoo.key()).isEqualTo("code");
        assertThat(zoo.naturalKey()).containsExactly("Kind of", "mood");
        assertThat(zoo.field("total").direction()).isEqualTo(FieldDirection.TO_ZAPIER);
        assertThat(zoo.field("nr").direction()).isEqualTo(FieldDirection.TO_ZAPIER);
        assertThat(zoo.field("mood").type()).isEqualTo(new FieldType.Choice(List.of("yes", "no", "so so"), Map.of()));
        assertThat(zoo.field("name").required()).isTrue();
        assertThat(yaml)
                .contains(
                        "born is left out: Zapier has no type for a date alone",
                        "price is left out",
                        "spots is left out")
                .contains("level: { type: integer, min: 1, max: 9, default: 3 }")
                .contains("open: { type: boolean, default: true }");
        Files.writeString(config, Files.readString(config) + "bridge_tables: zoo\n");
        assertThat(run("setup", "--url", "https://bridge.example.com").code()).isZero();
        Invoked once = run("start", "--once");
        assertThat(once.out()).as(once.err()).startsWith("worked off 0 records");
        assertThat(draft("shop.Zoo").out()).contains("zapier: Zoo").doesNotContain("not in the Zapier table yet");
    }

    @Test
    void zapiersNamesAreFoundHoweverTheyAreSpelled() throws IOException {
        database.execute("create table leads (id uuid primary key, first_name text, stage text)");
        zapier.createTable(
                "My leads",
                List.of(
                        SimField.Spec.of("uuid", "ID"),
                        SimField.Spec.of("string", "First Name"),
                        SimField.Spec.of("string", "Remarks")));

        Invoked byName = draft("leads", "--zapier", "My leads");

        assertThat(byName.out())
                .contains("zapier: \"My leads\"", "id: { type: uuid, zapier: ID }", "zapier: \"First Name\"")
                .contains("stage: text # not in the Zapier table yet; ./bridgectl setup adds it")
                .contains("# in Zapier without a column: Remarks");
        assertThat(draft("leads", "--zapier", zapier.table("My leads").id()).out())
                .isEqualTo(byName.out());
    }

    @Test
    void nothingIsOverwrittenAndWhatIsNotThereIsNamed() throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "mine");
        assertThat(draft("agent_jobs", "--out", file.toString()).err())
                .contains("is there already and is not overwritten");
        assertThat(file).hasContent("mine");
        assertThat(draft("agent_jobbs").err()).contains("Supabase has no table public.agent_jobbs");
        database.execute("create table pairs (a int, b int, primary key (a, b))");
        assertThat(draft("pairs").err()).contains("no column that identifies a row by itself");
        assertThat(draft("agent_jobs").err()).contains("Zapier has no table 'agent_jobs' yet");
        assertThat(Invoked.run("mapping").code()).isEqualTo(2);
    }

    private void everyType() {
        database.execute("""
                create schema shop;
                create type shop.mood as enum ('yes', 'no', 'so so');
                create domain shop.short as varchar(7);
                create table shop."Zoo" (
                  code text, alias text, nr bigint generated always as identity,
                  name varchar(40) not null, "Kind of" char(3) not null, brief shop.short, mood shop.mood not null default 'no',
                  uid uuid not null default gen_random_uuid(), small smallint, level int not null default 3 check (level between 1 and 9),
                  big bigint, share numeric(5, 2), amount numeric, ratio double precision, open boolean not null default true,
                  at timestamptz not null default now(), local_at timestamp, updated_at timestamptz, doc jsonb, raw json,
                  tags text[] not null default '{}', peers uuid[], host inet, net cidr, span interval, during tstzrange, bits bytea,
                  total numeric generated always as (coalesce(share, 0) * 2) stored, place point, flags bit(4), mac macaddr,
                  born date, price money, spots int[],
                  primary key (code), unique ("Kind of", mood));
                """);
    }

    private Path mapping(String name) {
        return folder.resolve("mappings").resolve(name + ".yaml");
    }

    private static TableMapping read(String yaml) {
        return switch (MappingYaml.read("draft.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }

    private Invoked draft(String table, String... options) {
        return run(
                "mapping",
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("new", table), java.util.Arrays.stream(options))
                        .toArray(String[]::new));
    }

    private Invoked run(String verb, String... options) {
        List<String> arguments = new java.util.ArrayList<>(List.of(verb));
        arguments.addAll(List.of(options));
        if (!List.of(options).equals(List.of("schema"))) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        return Invoked.run(arguments.toArray(String[]::new));
    }
}
