package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.syncbridge.bridge.e2e.BridgeProcess;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.zapier.SimField;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/**
 * Every command that README.md and docs/ tell people to type: run against a stack with a bridge, or listed here with the
 * reason why not. Of verbs that cannot be run, and of those named in a sentence, at least name and options are right.
 */
final class DocumentedCommandsTest extends SetupScene {
    private static final String RUNS_ON = "runs until it is stopped; tried elsewhere";

    /** Verbs, with the options that make the difference, that are only parsed. */
    private static final Map<String, String> PARSED_ONLY = Map.of(
            "demo", "starts a stack of its own for half a minute; .ci/run runs it",
            "simulator", RUNS_ON + " (SimulatorVerbTest)",
            "start --shadow", RUNS_ON + " (ShadowTest)",
            "start --insecure-no-auth", RUNS_ON + " (CommandLineTest)",
            "audit --anchor", "takes a head that the reader noted down (AuditVerbsTest)");

    /** What other programs are asked for, by the beginning of the command. */
    private static final Map<String, String> RUN_ELSEWHERE = Map.ofEntries(
            Map.entry("mvn", "this build, or one that takes minutes; its profiles and modules are looked up"),
            Map.entry("benchmarks/", "takes minutes; that it is there is looked at"),
            Map.entry("deploy/", "makes an image; that it is there is looked at"),
            Map.entry("docker", "needs a container runtime; DeployFilesTest reads the files"),
            Map.entry("systemctl", "needs root and systemd; DeployFilesTest has the unit verified"),
            Map.entry("sudo", "needs root"),
            Map.entry("npx", "needs a Zapier account"),
            Map.entry("supabase", "needs a Supabase project; WrittenMigrationsTest runs the files"),
            Map.entry("psql", "needs a client of the server's version; backup and restore of the reader's own"),
            Map.entry("pg_dump", "needs a client of the server's version"),
            Map.entry("git", "gets the sources"),
            Map.entry("tar", "unpacks a release"),
            Map.entry("java -jar", "the build has no jar yet when tests run; bridgectl itself runs it so, in .ci/run"));

    /** Codes other than 0 that the page itself leads to expect. */
    private static final Map<String, Integer> EXPECTED = Map.of();

    private int port;

    @Test
    void everyCommandIsRightAndRunsOrSaysWhyNot() throws Exception {
        HttpServer people = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        people.createContext("/", told -> {
            told.getRequestBody().readAllBytes();
            told.sendResponseHeaders(204, -1);
            told.close();
        });
        people.start();
        layOut("http://127.0.0.1:" + people.getAddress().getPort() + "/alerts");
        try (SupabaseWebhooks webhooks = SupabaseWebhooks.install(database.dataSource());
                BridgeProcess bridge = BridgeProcess.start(Map.of(), port, folder)) {
            assertThat(webhooks).isNotNull();
            String id = syncedRecord();
            SoftAssertions all = new SoftAssertions();
            Set<String> done = new HashSet<>();
            int run = 0;
            for (DocumentedCommand command : DocumentedCommand.all()) {
                if (!done.add(command.text() + command.block())) {
                    continue;
                }
                if (command.arguments().isEmpty()) {
                    all.assertThatCode(() -> elsewhere(command))
                            .as(command.toString())
                            .doesNotThrowAnyException();
                } else if (parses(command, id, all) && isRun(command)) {
                    run++;
                    tryOut(command, id, all);
                }
            }
            all.assertAll();
            assertThat(run).as("commands that were run").isGreaterThan(20);
            assertThat(bridge.isAlive()).isTrue();
        } finally {
            people.stop(0);
        }
    }

    private void layOut(String alerts) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                config,
                Files.readString(config).replace("bridge_port: 0", "bridge_port: " + port)
                        + "\nbridge_alert_webhook_url: " + alerts + "\n");
        supabaseFunctions();
        database.execute("create table public.leads (id uuid primary key, name varchar(80), updated_at timestamptz)");
        zapier.createTable("Leads", List.of(SimField.Spec.of("string", "id"), SimField.Spec.of("string", "name")));
        Invoked setup = setup("--url", address());
        assertThat(setup.code()).as(setup.err()).isZero();
    }

    private String address() {
        return "http://127.0.0.1:" + port;
    }

    private String syncedRecord() {
        String id = "8b7c7e5e-1c1f-4d54-9a53-0c9bd3e3ad10";
        database.execute("insert into agent_jobs (id, job_type) values ('" + id + "', 'discovery')");
        Eventually.until(
                "the record is in Zapier too",
                Duration.ofSeconds(60),
                () -> zapier.table("agent_jobs").records().size() == 1);
        Eventually.until(
                "all is well", Duration.ofSeconds(90), () -> run("status").code() == 0);
        return id;
    }

    private static boolean parses(DocumentedCommand command, String id, SoftAssertions all) {
        try {
            CommandLine line = BridgeMain.commandLine();
            line.parseArgs(command.arguments().stream()
                    .map(argument -> sample(argument, command.arguments().contains("--envelope") ? "1" : id))
                    .toArray(String[]::new));
            return true;
        } catch (MissingParameterException shortened) {
            all.assertThat(command.block())
                    .as("%s lacks what the verb needs: %s", command, shortened.getMessage())
                    .isFalse();
            return false;
        } catch (CommandLine.ParameterException wrong) {
            all.fail("%s: %s", command, wrong.getMessage());
            return false;
        }
    }

    private static boolean isRun(DocumentedCommand command) {
        List<String> arguments = command.arguments();
        String verb = arguments.getFirst();
        boolean service = verb.equals("start") && !arguments.contains("--once");
        boolean listed = PARSED_ONLY.keySet().stream()
                .map(key -> List.of(key.split(" ", -1)))
                .anyMatch(key -> key.getFirst().equals(verb) && arguments.containsAll(key));
        // `start` itself is what runs meanwhile; a placeholder but for a table or record is the reader's.
        return !service && !listed && !(command.hasPlaceholder() && verb.matches("undo|retry-dlq"));
    }

    private void tryOut(DocumentedCommand command, String id, SoftAssertions all) {
        List<String> arguments = new ArrayList<>();
        for (String argument : command.arguments()) {
            String sample = sample(argument, id).replace("https://bridge.example.com", address());
            boolean path = sample.contains("/") && !sample.contains(":");
            arguments.add(
                    path
                            ? folder.resolve(command.page().hashCode() + "-"
                                            + Path.of(sample).getFileName())
                                    .toString()
                            : sample);
        }
        CommandLine verb = BridgeMain.commandLine();
        for (CommandLine sub = verb; sub != null; ) {
            verb = sub;
            sub = arguments.stream()
                    .map(sub.getSubcommands()::get)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        if (verb.getCommandSpec().findOption("--config") != null && !arguments.contains("--config")) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        Invoked invoked = Invoked.run(arguments.toArray(String[]::new));
        all.assertThat(invoked.code())
                .as("%s%n%s%n%s", command, invoked.out(), invoked.err())
                .isEqualTo(EXPECTED.getOrDefault(command.text(), 0));
        all.assertThat(invoked.err()).as(command.toString()).doesNotContain("\tat ");
    }

    private static String sample(String argument, String id) {
        return switch (argument) {
            case "TABLE" -> "agent_jobs";
            case "ID" -> id;
            case "T" -> "2026-01-01T00:00:00Z";
            case "N" -> "1";
            case "…" -> "https://bridge.example.com";
            case "<verb>" -> "status";
            default -> argument;
        };
    }

    private void elsewhere(DocumentedCommand command) throws Exception {
        String text = command.text();
        if (text.startsWith("curl ")) {
            curl(command);
            return;
        }
        assertThat(RUN_ELSEWHERE.keySet())
                .as("run it in this test, or list it with the reason why not")
                .anyMatch(text::startsWith);
        if (text.startsWith("mvn ")) {
            maven(text);
        } else if (text.matches("(benchmarks|deploy)/.*")) {
            assertThat(Path.of("..", text.replaceFirst(" .*", ""))).isExecutable();
        }
    }

    private static void maven(String text) throws IOException {
        String poms = Files.readString(Path.of("..", "pom.xml")) + Files.readString(Path.of("pom.xml"));
        Matcher option = Pattern.compile("-P(\\S+)|-pl (\\S+)").matcher(text);
        while (option.find()) {
            boolean profile = option.group(1) != null;
            for (String name : (profile ? option.group(1) : option.group(2)).split(",", -1)) {
                assertThat(poms).contains(profile ? "<id>" + name + "</id>" : "<module>" + name + "</module>");
            }
        }
    }

    /** Needs curl, as the reader does; without it on this machine nothing is shown. */
    private void curl(DocumentedCommand command) throws Exception {
        String local = command.text().replace("http://127.0.0.1:8080", address());
        Process process = new ProcessBuilder("bash", "-c", local)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("curl.txt").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("curl.txt")))
                .isZero();
    }
}
