package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * docs/messages.md holds what people see, word by word: each verb's help, and the usual mistakes and failures. Write it anew with
 * {@code -Dtest=MessagesPageTest -Dmessages.write=true}, then read what has changed.
 */
final class MessagesPageTest extends SetupScene {
    private static final Path PAGE = Path.of("..", "docs", "messages.md");

    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageSaysWhatPeopleSee() throws IOException {
        page.append(
                "# What you see\n\nEach verb's help and the usual mistakes and failures, word by word. `MessagesPageTest` writes"
                        + " this page and fails when\nit is no longer true. Exit 0 good, 1 failed, 2 usage, 3 not healthy.\n");
        failures();
        page.append("\n## Help\n");
        help(BridgeMain.commandLine(), "");

        if (Boolean.getBoolean("messages.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(page.toString())
                .as("docs/messages.md; write it anew by -Dmessages.write=true")
                .isEqualTo(Files.readString(PAGE))
                .doesNotContain("\tat ", "Exception", "hush");
    }

    private void failures() throws IOException {
        page.append("\n## Mistakes and failures\n");
        Map<String, String> nothing = Map.of("bridge_port", "8080");
        shown("A wrong flag, a wrong verb, a wrong value", "status --jsn");
        shown("", "strat");
        shown("", "demo --for soon");
        shown("No configuration", "start", nothing);
        shown("", "status", nothing);
        shown("", "start --config nowhere.yaml");
        shown("No database answers", "status", with("database_url", "postgres://u:hush@127.0.0.1:1/postgres"));
        wrongPassword();
        shown(
                "A database that has no such name",
                "status",
                with("database_url", "postgres://postgres@" + server() + "/nope"));
        shown("A database that nobody has set up", "start --once", with("zapier_credentials", "tok"));
        setup();
        shown("Zapier refuses the token", "start --once", with("zapier_credentials", "wrong"));
        shown("", "setup", with("zapier_credentials", "wrong"));
        shown("Zapier cannot be reached", "start --once", with("zapier_base_url", "http://127.0.0.1:1"));
        shown("", "setup", with("zapier_base_url", "http://127.0.0.1:1"));
    }

    private void wrongPassword() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(ServerOptions.temporary());
                var connection = server.dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create role u login password 'right'");
            try (var file = statement.executeQuery("show hba_file")) {
                file.next();
                Files.writeString(Path.of(file.getString(1)), "host all u all scram-sha-256\nhost all all all trust\n");
            }
            statement.execute("select pg_reload_conf()");
            String address = "postgres://u:hush@127.0.0.1:" + server.port() + "/postgres";
            shown("The database refuses the password", "status", with("database_url", address));
        } catch (java.sql.SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "database_url", database.jdbcUrl(),
                "zapier_base_url", zapier.baseUrl().toString(),
                "zapier_credentials", "tok",
                "supabase_webhook_secret", "hush-hush",
                "zapier_webhook_secret", "hush-hush",
                "bridge_url", "https://bridge.example.com",
                "bridge_tables", "agent_jobs"));
        settings.put(name, value);
        return settings;
    }

    private String server() {
        return database.jdbcUrl().replaceFirst("jdbc:postgresql://([^/]*)/.*", "$1");
    }

    private void shown(String title, String line, Map<String, String> settings) throws IOException {
        Path file = Files.write(
                folder.resolve("bridge.yaml"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": '" + setting.getValue() + "'")
                        .toList());
        shown(title, line, List.of("--config", file.toString()));
    }

    private void shown(String title, String line) {
        shown(title, line, List.of());
    }

    private void shown(String title, String line, List<String> unseen) {
        if (!title.isEmpty()) {
            page.append("\n### ").append(title).append('\n');
        }
        List<String> arguments = new java.util.ArrayList<>(List.of(line.split(" ", -1)));
        arguments.addAll(unseen);
        Invoked invoked = Invoked.run(arguments.toArray(String[]::new));
        assertThat(invoked.code()).as(line + invoked.out() + invoked.err()).isNotZero();
        page.append("\n    $ ./bridgectl ").append(line).append('\n');
        indented(invoked.out() + "\n" + invoked.err());
        page.append("    (exit ").append(invoked.code()).append(")\n");
    }

    private void help(CommandLine command, String name) {
        page.append("\n### bridgectl").append(name).append("\n\n");
        indented(command.getUsageMessage(CommandLine.Help.Ansi.OFF));
        command.getSubcommands().forEach((verb, sub) -> help(sub, name + " " + verb));
    }

    private void indented(String text) {
        text.lines()
                .map(this::withoutThisMachine)
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> page.append("    ").append(line.stripTrailing()).append('\n'));
    }

    private String withoutThisMachine(String line) {
        return line.replace(folder.toString() + "/", "")
                .replace(zapier.baseUrl().toString(), "https://zapier.com")
                .replaceAll("127\\.0\\.0\\.1:\\d{2,}/test_\\d+", "127.0.0.1:5432/postgres")
                .replaceAll("127\\.0\\.0\\.1:\\d{2,}", "127.0.0.1:5432");
    }
}
