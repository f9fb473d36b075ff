package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} against real parts, whole and broken. */
final class CheckTest {
    private static final String URL = "http://127.0.0.1:9";

    @TempDir
    private Path folder;

    private final TestDatabase database = TestPostgres.fresh();
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    private Path config = Path.of("none");

    @BeforeEach
    void setUp() throws IOException {
        SupabaseWebhooks.install(database.dataSource()).close();
        config = folder.resolve("bridge.yaml");
        write(database.jdbcUrl(), "tok");
    }

    @AfterEach
    void close() {
        zapier.close();
        database.close();
    }

    @Test
    void beforeSetupItSaysSoAndAfterSetupThereIsNoProblem() throws IOException {
        Invoked before = check();
        assertThat(before.code()).isEqualTo(3);
        assertThat(before.lines())
                .anyMatch(line ->
                        line.startsWith("problem  settings") && line.contains("SUPABASE_WEBHOOK_SECRET is not set"))
                .anyMatch(line -> line.startsWith("problem  database")
                        && line.contains("migrations of schema bridge are due; run ./bridgectl setup"))
                .anyMatch(line -> line.startsWith("problem  agent_jobs")
                        && line.contains("Supabase has no table public.agent_jobs; create it with ./bridgectl setup"))
                .anyMatch(line -> line.startsWith("problem  agent_jobs")
                        && line.contains(
                                "no Zapier tables are called 'agent_jobs'; create it (./bridgectl setup does)"));
        assertThat(database.scalar("select count(*) from pg_namespace where nspname = 'bridge'"))
                .as("it only looks")
                .isEqualTo(0L);

        assertThat(setup().code()).isZero();
        Invoked after = check();
        assertThat(after.code()).as(after.out()).isZero();
        assertThat(after.lines()).last().isEqualTo("no problems");
        assertThat(after.lines())
                .anyMatch(line -> line.startsWith("ok       zapier"))
                .anyMatch(line -> line.startsWith("ok       clock") && line.contains("Zapier"))
                .anyMatch(line -> line.startsWith("ok       agent_jobs")
                        && line.contains("webhook sync_bridge_agent_jobs posts to"))
                .anyMatch(line ->
                        line.startsWith("note     agent_jobs") && line.contains("nothing was heard from Zapier so far"))
                .anyMatch(line -> line.startsWith("note     address") && line.contains("nobody answers at " + URL));
        for (String secret : Files.readAllLines(config).stream()
                .filter(line -> line.contains("secret"))
                .map(line -> line.replaceFirst(".*: ", "").replace("'", ""))
                .toList()) {
            assertThat(after.out()).doesNotContain(secret);
        }
    }

    @Test
    void everyProblemIsListedAtOnceWithWhatToDo() throws IOException {
        assertThat(setup().code()).isZero();
        zapier.table(AgentTables.AGENT_JOBS).deleteField("status");
        database.execute("alter table agent_jobs drop column parameters");
        database.execute("alter table agent_decisions drop constraint agent_decisions_pkey cascade");
        database.execute("alter table rate_limits disable trigger sync_bridge_rate_limits");
        database.execute("drop trigger sync_bridge_agent_decisions on agent_decisions");
        database.execute("create schema if not exists hidden");

        Invoked check = check();

        assertThat(check.code()).isEqualTo(3);
        assertThat(check.lines())
                .anyMatch(line -> line.startsWith("problem  agent_jobs") && line.contains("no column 'parameters'"))
                .anyMatch(line -> line.startsWith("problem  agent_jobs") && line.contains("that field 'status' is f3"))
                .anyMatch(line -> line.startsWith("problem  agent_decisions")
                        && line.contains("run: create unique index on public.agent_decisions (id)"))
                .anyMatch(line -> line.startsWith("problem  agent_decisions")
                        && line.contains("no webhook on public.agent_decisions"))
                .anyMatch(line -> line.startsWith("problem  rate_limits")
                        && line.contains("(it was switched off); run ./bridgectl setup"));
        assertThat(check.lines()).last().isEqualTo("5 problems");
    }

    @Test
    void asJsonAScriptReadsTheSame() throws IOException {
        assertThat(setup().code()).isZero();
        Invoked good = Invoked.run("check", "--json", "--config", config.toString());
        JsonNode tree = new ObjectMapper().readTree(good.out());

        assertThat(good.code()).isZero();
        assertThat(tree.path("healthy").asBoolean()).isTrue();
        assertThat(tree.path("findings")).hasSizeGreaterThan(10).allSatisfy(finding -> {
            assertThat(finding.path("level").asText()).isIn("ok", "note");
            assertThat(finding.path("area").asText()).isNotBlank();
            assertThat(finding.path("text").asText()).isNotBlank();
        });
    }

    @Test
    void aSideThatIsNotThereHidesNothingOfTheOther() throws IOException {
        assertThat(setup().code()).isZero();
        write("postgres://u:hush@127.0.0.1:1/postgres", "wrong");

        Invoked check = check();

        assertThat(check.code()).isEqualTo(3);
        assertThat(check.out())
                .contains(
                        "cannot use the database",
                        "correct host and port in DATABASE_URL",
                        "Zapier refused the credentials",
                        "create-client-credentials")
                .doesNotContain("hush", "wrong", "\tat ");
    }

    @Test
    void aRoleWithTooFewRightsIsToldWhichItLacks() throws IOException {
        assertThat(setup().code()).isZero();
        String role = "reader_" + Long.toString(System.nanoTime(), 36);
        database.execute("create role " + role + " login; grant usage on schema bridge to " + role
                + "; grant select on all tables in schema bridge to " + role + "; grant select on agent_jobs to " + role
                + "; alter table agent_jobs enable row level security");
        try {
            write(database.jdbcUrl().replaceFirst("user=\\w+", "user=" + role), "tok");
            assertThat(check().out())
                    .contains(
                            "role " + role + " may not insert, update on public.agent_jobs; run: grant insert, update")
                    .contains("row security hides every row of public.agent_jobs from role " + role
                            + "; run: create policy bridge on public.agent_jobs for all to " + role);
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    @Test
    void anUnverifiedConnectionToElsewhereIsNoted() throws IOException {
        List<List<String>> cases = List.of(
                List.of("postgres://u:p@192.0.2.1:1/db?connectTimeout=1", "may be unencrypted without a word"),
                List.of(
                        "postgres://u:p@192.0.2.1:1/db?connectTimeout=1&sslmode=require",
                        "whoever answers is believed"),
                List.of("postgres://u:p@192.0.2.1:1/db?connectTimeout=1&sslmode=disable", "travel in clear"));
        for (List<String> given : cases) {
            write(given.getFirst(), "tok");
            assertThat(check().lines())
                    .anyMatch(line -> line.startsWith("note     database") && line.contains(given.getLast()));
        }
        write("postgres://u:p@192.0.2.1:1/db?connectTimeout=1&sslmode=verify-full", "tok");
        assertThat(check().lines())
                .anyMatch(line -> line.startsWith("ok       database") && line.contains("encrypted and verified"));
    }

    private void write(String url, String token) throws IOException {
        List<String> kept = Files.exists(config)
                ? Files.readAllLines(config).stream()
                        .filter(line ->
                                !line.matches("(database_url|zapier_credentials|zapier_base_url|bridge_url):.*"))
                        .toList()
                : List.of();
        Files.writeString(
                config,
                String.join("\n", kept) + "\ndatabase_url: '" + url + "'\nzapier_base_url: '" + zapier.baseUrl()
                        + "'\nzapier_credentials: " + token + "\nbridge_url: " + URL + "\n");
    }

    private Invoked setup() {
        return Invoked.run("setup", "--config", config.toString());
    }

    private Invoked check() {
        return Invoked.run("check", "--config", config.toString());
    }
}
