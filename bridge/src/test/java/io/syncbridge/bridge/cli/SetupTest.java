package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup} as a person runs it, against a real database with Supabase's trigger function and the simulator. */
final class SetupTest {
    private static final String URL = "https://bridge.example.com";
    private static final List<String> TABLES = List.of(
            AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.AUDIT_LOG, AgentTables.RATE_LIMITS);

    @TempDir
    private Path folder;

    private final TestDatabase database = TestPostgres.fresh();
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    private Path config = Path.of("none");

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = folder.resolve("bridge.yaml");
        Files.writeString(config, """
                # Our bridge.

                database_url: %s   # the session pooler
                zapier_base_url: '%s'
                # asked for in March
                zapier_credentials: tok
                bridge_port: 0
                """.formatted(database.jdbcUrl(), zapier.baseUrl()));
    }

    @AfterEach
    void close() {
        zapier.close();
        database.close();
    }

    @Test
    void oneRunPutsEverythingInPlaceAndTheNextChangesNothing() throws IOException {
        supabaseFunctions();
        String before = Files.readString(config);

        Invoked first = setup("--url", URL);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("created Zapier table 'agent_jobs'", "created webhook sync_bridge_agent_jobs")
                .contains("Trigger   Zapier Tables, New or updated record")
                .contains("URL       https://bridge.example.com/webhooks/zapier/agent_jobs")
                .contains("Data      {\"record_id\": \"{{record_id}}\"}")
                .contains("add the choices queued, running, completed, failed, cancelled");
        assertThat(types(zapier.table("agent_decisions")))
                .contains(
                        entry("id", "uuid"),
                        entry("decision_type", "labeled_string"),
                        entry("agent_name", "string"),
                        entry("confidence", "decimal"),
                        entry("reasoning", "text"),
                        entry("metadata", "text"),
                        entry("created_at", "datetime"));
        assertThat(types(zapier.table("agent_jobs"))).contains(entry("retry_count", "number"));
        String written = Files.readString(config);
        assertThat(written).startsWith(before).contains("bridge_url: " + URL);
        Settings settings = Settings.of(config, Map.of());
        for (String table : TABLES) {
            assertThat(settings.get("zapier_table_" + table))
                    .contains(zapier.table(table).id());
            assertThat(settings.get("zapier_fields_" + table)).isPresent();
        }
        assertThat(secrets()).hasSize(2).allSatisfy(secret -> {
            assertThat(secret).hasSize(64);
            assertThat(first.out() + first.err()).doesNotContain(secret);
        });
        assertThat(triggers()).containsOnlyKeys("agent_decisions", "agent_jobs", "rate_limits");

        Map<String, Object> installed = triggers();
        Invoked second = setup();

        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.lines()).last().isEqualTo("nothing changed, everything is in place");
        assertThat(second.out()).doesNotContain("created", "replaced", "wrote");
        assertThat(config).hasContent(written);
        assertThat(triggers()).isEqualTo(installed);
        assertThat(run("start", "--once").out()).startsWith("worked off 0 records");
    }

    @Test
    void aDryRunTellsAllAndChangesNothing() throws IOException {
        supabaseFunctions();
        String before = Files.readString(config);

        Invoked dry = setup("--dry-run", "--url", URL);

        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains("would apply ", "would create Zapier table 'agent_jobs'", "would write bridge_url")
                .contains("would create Zapier field 'job_type' (labeled_string)")
                .containsPattern("dry run: \\d+ changes to make, none made");
        assertThat(config).hasContent(before);
        assertThat(database.scalar("select count(*) from pg_namespace where nspname = 'bridge'"))
                .isEqualTo(0L);
        assertThat(setup("--url", URL).code()).isZero();
        assertThat(setup("--dry-run").lines()).last().isEqualTo("nothing changed, everything is in place");
        assertThat(setup("--dry-run", "--url", URL + "/moved").out())
                .contains("would replace webhook sync_bridge_agent_jobs");
        assertThat(String.valueOf(triggers().get("agent_jobs"))).doesNotContain("moved");
    }

    @Test
    void whatIsThereIsAdoptedAndWhatItLacksIsAdded() throws IOException {
        supabaseFunctions();
        AgentTables.createAll(zapier);
        SimTable jobs = zapier.table("agent_jobs");
        jobs.deleteField("error_message");

        Invoked first = setup("--url", URL);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("ok Zapier table 'agent_jobs' was there before, " + jobs.id())
                .contains("created Zapier field 'error_message' (text) in 'agent_jobs'")
                .doesNotContain("created Zapier table");
        jobs.renameField("status", "State of the job");
        assertThat(setup().out()).contains("note Zapier field 'status' is now called 'State of the job'");
        assertThat(run("start", "--once").code()).isZero();
    }

    @Test
    void betweenTwoTablesOfOneNameAPersonChooses() throws IOException {
        AgentTables.createAll(zapier);
        SimTable second = zapier.createTable(AgentTables.RATE_LIMITS, AgentTables.rateLimits());

        Invoked undecided = setup("--url", URL);

        assertThat(undecided.code()).isEqualTo(1);
        assertThat(undecided.err())
                .contains("2 Zapier tables are called 'rate_limits'", second.id(), "ZAPIER_TABLE_RATE_LIMITS");
        assertThat(Settings.of(config, Map.of()).get("zapier_table_agent_jobs")).isPresent();
        Files.writeString(config, Files.readString(config) + "zapier_table_rate_limits: " + second.id() + "\n");
        assertThat(setup().code()).isZero();
    }

    @Test
    void aFieldOfAnotherTypeIsNamedAndLeftAlone() throws IOException {
        zapier.createTable("agent_jobs", List.of(SimField.Spec.of("boolean", "created_at")));

        Invoked setup = setup("--url", URL);

        assertThat(setup.code()).isEqualTo(1);
        assertThat(setup.err()).contains("Zapier field 'created_at' is of type boolean, which does not fit");
        assertThat(types(zapier.table("agent_jobs"))).contains(entry("created_at", "boolean"), entry("id", "uuid"));
    }

    @Test
    void webhooksFollowAddressAndSecretAndThoseOfOthersAreAdopted() throws IOException {
        supabaseFunctions();
        assertThat(setup("--url", URL).code()).isZero();
        assertThat(setup("--url", URL + "/moved/").out())
                .contains("replaced webhook sync_bridge_agent_jobs", "it posts to another address");
        assertThat(String.valueOf(triggers().get("agent_jobs"))).contains(URL + "/moved/webhooks/supabase");
        String old = secrets().getFirst();
        replaceSecret("'it''s \\ new, " + old + "'");
        String secret = secrets().getFirst();
        Invoked changed = setup();
        assertThat(changed.out()).contains("its secret is another").doesNotContain("new, ");
        assertThat(secret).startsWith("it's ");
        assertThat(setup().lines()).last().isEqualTo("nothing changed, everything is in place");
        database.execute("alter table agent_jobs disable trigger sync_bridge_agent_jobs");
        assertThat(setup().out()).contains("it was switched off");

        database.execute("drop trigger sync_bridge_agent_jobs on agent_jobs");
        database.execute("create trigger \"Made By Hand\" after insert or update or delete on agent_jobs for each row"
                + " execute function supabase_functions.http_request('" + URL + "/moved/webhooks/supabase', 'POST',"
                + " '{\"Authorization\": \"Bearer " + old + "\"}', '{}', '1000')");
        assertThat(setup().out()).contains("ok webhook Made By Hand on public.agent_jobs was there before");
        assertThat(triggers()).doesNotContainKey("agent_jobs");
    }

    @Test
    void printsTheSqlWithAPlaceholderAndOnRequestWithTheSecretAndItRuns() throws IOException {
        supabaseFunctions();
        assertThat(setup().code()).isZero();
        assertThat(triggers()).isEmpty();
        replaceSecret("hush");

        assertThat(setup("--print").err()).contains("add --url");
        Invoked hidden = setup("--print", "--url", URL);
        Invoked shown = setup("--print", "--url", URL, "--show-secrets");

        assertThat(hidden.out()).contains("<SUPABASE_WEBHOOK_SECRET>").doesNotContain("hush");
        assertThat(shown.out()).contains("hush");
        assertThat(triggers()).isEmpty();
        database.execute(shown.out());
        assertThat(setup("--url", URL).out()).contains("ok webhook sync_bridge_agent_jobs");
    }

    @Test
    void withoutSupabasesFunctionPgNetIsUsedAndWithoutEitherItSaysWhatToDo() throws IOException {
        Invoked neither = setup("--url", URL);
        assertThat(neither.code()).as(neither.err()).isZero();
        assertThat(neither.out()).contains("neither Supabase's function", "create extension pg_net", "setup --capture");

        database.execute("""
                create schema net;
                create table net.posted (url text, body jsonb, params jsonb, headers jsonb, millis int);
                create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}',
                    headers jsonb default '{}', timeout_milliseconds int default 5000) returns bigint language sql
                  as $$insert into net.posted values ($1, $2, $3, $4, $5); select 1::bigint$$;
                """);
        assertThat(setup().out()).contains("created webhook sync_bridge_rate_limits");
        database.execute("insert into agent_jobs (job_type) values ('manual'); delete from agent_jobs");
        assertThat(database.rows(
                        "select body->>'type' as type, body->'record'->>'job_type' as now, url from net.posted"))
                .containsExactly(
                        Map.of("type", "INSERT", "now", "manual", "url", URL + "/webhooks/supabase"), deleted());
        database.execute("drop function net.http_post");
        database.execute("insert into agent_jobs (job_type) values ('manual')"); // the user's write goes on
    }

    private static Map<String, Object> deleted() {
        Map<String, Object> row = new java.util.HashMap<>(Map.of("type", "DELETE", "url", URL + "/webhooks/supabase"));
        row.put("now", null);
        return row;
    }

    @Test
    void whereTheFileCannotBeEditedTheLinesArePrintedAndNoSecretIsMadeUp() throws IOException {
        AgentTables.createAll(zapier);
        String flow = "{database_url: '" + database.jdbcUrl() + "', zapier_base_url: '" + zapier.baseUrl()
                + "', zapier_credentials: tok}\n";
        Files.writeString(config, flow);

        Invoked setup = setup("--url", URL);

        assertThat(setup.code()).as(setup.err()).isZero();
        assertThat(setup.out())
                .contains("      zapier_table_agent_jobs: ", "      bridge_url: " + URL)
                .contains("SUPABASE_WEBHOOK_SECRET is not set: set it to a long random text");
        assertThat(config).hasContent(flow);
    }

    @Test
    void whatIsMissingIsAskedForAndWhatCannotBeUsedIsRefused() throws IOException {
        Files.writeString(config, "database_url: " + database.jdbcUrl() + "\n");
        Invoked first = setup();
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("run ./bridgectl setup --url https://bridge.example.com")
                .contains("no Zapier credentials, so Zapier's tables were not looked at");
        assertThat(setup("--url", "bridge").err()).contains("--url must be an address such as https://");
        assertThat(setup("--url", "https://me:pw@host/?a=b").code()).isEqualTo(1);

        Files.writeString(
                config,
                Files.readString(config) + "zapier_credentials: wrong\nzapier_base_url: '" + zapier.baseUrl() + "'\n");
        Invoked refused = setup("--url", URL);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("Zapier refused the credentials").doesNotContain("wrong");
    }

    @Test
    void afterSetupARowTravels() throws Exception {
        try (SupabaseWebhooks sender = SupabaseWebhooks.install(database.dataSource())) {
            assertThat(setup("--url", "http://127.0.0.1:9").code()).isZero();
            BridgeConfig settings = BridgeConfig.read(Settings.of(config, Map.of()), false);
            try (Bridge bridge = Bridge.open(settings)) {
                int port = bridge.serve(settings);
                for (String table : TABLES) {
                    Eventually.until(
                            table + " was swept",
                            Duration.ofSeconds(60),
                            () -> bridge.lastSweep(table).isPresent());
                }
                assertThat(setup("--url", "http://127.0.0.1:" + port).code()).isZero();
                database.execute("insert into agent_jobs (job_type) values ('manual')");
                SimTable jobs = zapier.table("agent_jobs");
                Eventually.until(
                        "the row arrived",
                        Duration.ofSeconds(60),
                        () -> !jobs.recordsWhere("job_type", "manual").isEmpty());
            }
            assertThat(sender.isIdle()).isTrue();
        }
    }

    private void supabaseFunctions() {
        SupabaseWebhooks.install(database.dataSource()).close();
    }

    private void replaceSecret(String yaml) throws IOException {
        Files.write(
                config,
                Files.readAllLines(config).stream()
                        .map(line ->
                                line.startsWith("supabase_webhook_secret") ? "supabase_webhook_secret: " + yaml : line)
                        .toList());
    }

    private List<String> secrets() throws IOException {
        Settings settings = Settings.of(config, Map.of());
        return Stream.of("supabase_webhook_secret", "zapier_webhook_secret")
                .map(settings::get)
                .flatMap(Optional::stream)
                .flatMap(text -> Stream.of(text.split(", ", -1)))
                .toList();
    }

    private Map<String, Object> triggers() {
        return database
                .rows(
                        "select tgrelid::regclass::text as name, xmin::text || pg_get_triggerdef(oid) as def from pg_trigger"
                                + " where tgname like 'sync_bridge_%'")
                .stream()
                .collect(Collectors.toMap(
                        row -> String.valueOf(row.get("name")), row -> String.valueOf(row.get("def"))));
    }

    private static Map<String, String> types(SimTable table) {
        return table.fields().stream()
                .collect(Collectors.toMap(SimField::name, field -> field.type().wireName()));
    }

    private Invoked setup(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        return run("setup", arguments.toArray(String[]::new));
    }

    private Invoked run(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--config", config.toString()));
        return Invoked.run(arguments.toArray(String[]::new));
    }
}
