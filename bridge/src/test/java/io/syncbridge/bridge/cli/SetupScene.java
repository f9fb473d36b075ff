package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.Settings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An empty database, the simulator, and a configuration file that names both. */
class SetupScene {
    static final String URL = "https://bridge.example.com";
    static final List<String> TABLES = List.of(
            AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.AUDIT_LOG, AgentTables.RATE_LIMITS);

    @TempDir
    Path folder;

    final TestDatabase database = TestPostgres.fresh();
    final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    Path config = Path.of("none");

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

    void supabaseFunctions() {
        SupabaseWebhooks.install(database.dataSource()).close();
    }

    void replaceSecret(String yaml) throws IOException {
        Files.write(
                config,
                Files.readAllLines(config).stream()
                        .map(line ->
                                line.startsWith("supabase_webhook_secret") ? "supabase_webhook_secret: " + yaml : line)
                        .toList());
    }

    List<String> secrets() throws IOException {
        Settings settings = Settings.of(config, Map.of());
        return Stream.of("supabase_webhook_secret", "zapier_webhook_secret")
                .map(settings::get)
                .flatMap(Optional::stream)
                .flatMap(text -> Stream.of(text.split(", ", -1)))
                .toList();
    }

    Map<String, Object> triggers() {
        return database
                .rows(
                        "select tgrelid::regclass::text as name, xmin::text || pg_get_triggerdef(oid) as def from pg_trigger"
                                + " where tgname like 'sync_bridge_%'")
                .stream()
                .collect(Collectors.toMap(
                        row -> String.valueOf(row.get("name")), row -> String.valueOf(row.get("def"))));
    }

    static Map<String, String> types(SimTable table) {
        return table.fields().stream()
                .collect(Collectors.toMap(SimField::name, field -> field.type().wireName()));
    }

    Invoked setup(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        return run("setup", arguments.toArray(String[]::new));
    }

    Invoked run(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--config", config.toString()));
        return Invoked.run(arguments.toArray(String[]::new));
    }
}
