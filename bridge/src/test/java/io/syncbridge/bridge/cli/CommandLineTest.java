package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees and what a script gets. Configuration comes from a file, so that no variable of ours interferes. */
final class CommandLineTest {
    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    @Test
    void helpNamesEveryVerbAndEndsWell() {
        Outcome outcome = run("--help");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("Usage: bridgectl", "demo", "start", "setup", "simulator");
        assertThat(run().out()).as("without any verb").isEqualTo(outcome.out());
    }

    @Test
    void theVersionIsThePomsWithCommitAndJdk() throws IOException {
        String version = Files.readAllLines(Path.of("..", "pom.xml")).stream()
                .filter(line -> line.startsWith("  <version>"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*>(.*)<.*", "$1");

        assertThat(run("--version").out().strip())
                .startsWith("bridgectl " + version + " (JDK " + Runtime.version())
                .matches(".*\\(JDK [^ ,)]+(, commit [0-9a-f]{7,40})?\\)");
        assertThat(Files.readString(Path.of("..", "CHANGELOG.md")))
                .as("each version has its section")
                .contains("\n## " + version + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "start", "setup", "simulator", "verify"})
    void everyVerbExplainsItself(String verb) {
        Outcome outcome = run(verb, "--help");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("Usage: bridgectl " + verb);
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start --onse",
                "strat",
                "demo --for soon",
                "demo --rate 0",
                "verify --wait soon",
                "simulator --port x",
                "start --config"
            })
    void aMistakeOnTheCommandLineEndsWith2AndAHint(String line) {
        Outcome outcome = run(line.split(" ", -1));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void aMisspeltFlagOrVerbIsAnsweredWithTheRightOne() {
        assertThat(run("start", "--onse").err()).contains("--onse").contains("--once");
        assertThat(run("startt").err()).contains("start");
    }

    @Test
    void missingConfigurationIsListedLineByLineWithoutATrace() throws IOException {
        Outcome outcome = run("start", "--config", file(Map.of("bridge_port", "http")));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines())
                .hasSize(6)
                .startsWith("Cannot start:")
                .anyMatch(line -> line.startsWith("  - DATABASE_URL is not set"))
                .anyMatch(line -> line.startsWith("  - BRIDGE_PORT must be"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "setup"})
    void aConfigurationFileThatIsNotThereIsNamed(String verb) {
        String missing = folder.resolve("none.yaml").toString();

        assertThat(run(verb, "--config", missing)).satisfies(outcome -> {
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err().lines()).singleElement().asString().contains("cannot read", missing);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "setup"})
    void aDatabaseThatIsNotThereIsNamedInOneLineWithoutItsPassword(String verb) throws IOException {
        Outcome outcome = run(verb, "--config", file(dead()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("cannot use the database jdbc:postgresql://127.0.0.1:1/postgres")
                .contains("refused")
                .doesNotContain("hush")
                .doesNotContain("\tat ");
        assertThat(outcome.err().lines()).hasSize(2);
    }

    @Test
    void aWrongLoginIsReportedWithoutThePassword() throws IOException {
        try (TestDatabase database = TestPostgres.fresh()) {
            Outcome outcome = run(
                    "setup",
                    "--config",
                    file(Map.of(
                            "database_url",
                            database.jdbcUrl()
                                    .replace("jdbc:postgresql://", "postgres://stranger:hush@")
                                    .replaceAll("\\?.*", ""))));

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("stranger")
                    .doesNotContain("hush")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void setupCreatesEverythingOnceAndMayBeRunAgain() throws IOException {
        try (TestDatabase database = TestPostgres.fresh()) {
            String config = file(Map.of("database_url", database.jdbcUrl()));

            Outcome first = run("setup", "--config", config);
            Outcome second = run("setup", "--config", config);

            assertThat(first.code()).isZero();
            assertThat(first.out().lines().findFirst().orElse(""))
                    .matches("applied [1-9]\\d* migrations of the agent tables and [1-9]\\d* of schema bridge in .*");
            assertThat(second.code()).isZero();
            assertThat(second.out()).startsWith("ok 0 migrations are due").contains("nothing changed");
            assertThat(database.scalar("select count(*) from agent_jobs")).isEqualTo(0L);
        }
    }

    @Test
    void startOnceWithoutAuthenticationWarns() throws IOException {
        try (TestDatabase database = agentDatabase();
                ZapierTablesSimulator zapier = simulator()) {
            AgentTables.createAll(zapier);
            Map<String, String> config = working(database, zapier);
            config.remove("supabase_webhook_secret");
            config.remove("zapier_webhook_secret");

            Outcome outcome = run("start", "--once", "--insecure-no-auth", "--config", file(config));

            assertThat(outcome.code()).isZero();
            assertThat(outcome.err()).startsWith("WARNING: webhooks are accepted from anybody");
        }
    }

    @Test
    void startOnceWithNothingDueEndsAtOnce() throws IOException {
        try (TestDatabase database = agentDatabase();
                ZapierTablesSimulator zapier = simulator()) {
            AgentTables.createAll(zapier);

            assertThat(run("start", "--once", "--config", file(working(database, zapier))))
                    .isEqualTo(new Outcome(0, "worked off 0 records" + System.lineSeparator(), ""));
        }
    }

    @Test
    void everythingThatDoesNotFitInZapierIsReportedTogether() throws IOException {
        try (TestDatabase database = agentDatabase();
                ZapierTablesSimulator zapier = simulator()) {
            AgentTables.createAll(zapier);
            zapier.table(AgentTables.AGENT_JOBS).deleteField("job_type");
            zapier.table(AgentTables.AGENT_JOBS).addField(SimField.Spec.of("string", "status"));
            zapier.createTable(AgentTables.RATE_LIMITS, AgentTables.rateLimits());
            zapier.table(AgentTables.AGENT_DECISIONS).deleteField("reasoning");

            Outcome outcome = run("start", "--once", "--config", file(working(database, zapier)));

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err().lines())
                    .hasSize(4)
                    .startsWith("Cannot start:")
                    .anySatisfy(line ->
                            assertThat(line).contains("agent_jobs: the Zapier table has no field 'job_type'; add it"))
                    .anySatisfy(line -> assertThat(line).contains("agent_jobs: 2 Zapier fields are called 'status'"))
                    .anySatisfy(line -> assertThat(line)
                            .contains("rate_limits: 2 Zapier tables are called 'rate_limits'")
                            .contains("ZAPIER_TABLE_RATE_LIMITS"));
        }
    }

    @Test
    void missingTablesOnBothSidesAreReportedTogether() throws IOException {
        try (TestDatabase database = TestPostgres.fresh();
                ZapierTablesSimulator zapier = simulator()) {
            Map<String, String> config = working(database, zapier);
            config.put("bridge_tables", "agent_jobs,rate_limits");

            assertThat(run("start", "--once", "--config", file(config)).err().lines())
                    .hasSize(7)
                    .anyMatch(line -> line.contains("agent_jobs: Supabase has no audit table public.audit_log"))
                    .anyMatch(line -> line.contains("agent_jobs: Supabase has no table public.agent_jobs"))
                    .anyMatch(line -> line.contains("rate_limits: Supabase has no table public.rate_limits"))
                    .anyMatch(line -> line.contains("agent_jobs: no Zapier tables are called 'agent_jobs'"))
                    .anyMatch(line -> line.contains("rate_limits: no Zapier tables are called 'rate_limits'"));
        }
    }

    private static ZapierTablesSimulator simulator() {
        return ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    }

    private static TestDatabase agentDatabase() {
        return TestPostgres.fresh("agent tables and schema bridge", fresh -> Migrations.all(fresh.dataSource()));
    }

    private static Map<String, String> working(TestDatabase database, ZapierTablesSimulator zapier) {
        Map<String, String> config = dead();
        config.put("database_url", database.jdbcUrl());
        config.put("zapier_base_url", zapier.baseUrl().toString());
        return config;
    }

    /** Complete, but nobody listens there. */
    private static Map<String, String> dead() {
        return new TreeMap<>(Map.of(
                "database_url", "postgres://u:hush@127.0.0.1:1/postgres",
                "zapier_base_url", "http://127.0.0.1:1",
                "zapier_credentials", "tok",
                "supabase_webhook_secret", "s",
                "zapier_webhook_secret", "s",
                "bridge_port", "0"));
    }

    private String file(Map<String, String> settings) throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((name, value) -> lines.add(name + ": '" + value + "'"));
        return Files.write(folder.resolve("test.yaml"), lines).toString();
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                BridgeMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
