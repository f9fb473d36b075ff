package io.syncbridge.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files under {@code deploy/}, as far as they can be tried without a container runtime and without root. */
final class DeployFilesTest {
    private static final Path DEPLOY = Path.of("..", "deploy");

    @TempDir
    private Path folder;

    @Test
    void composeStartsTheBridgeAfterItsDatabaseIsHealthyAndLetsNoPortOut() throws IOException {
        JsonNode compose = compose();
        JsonNode bridge = compose.at("/services/bridge");

        assertThat(compose.at("/services").fieldNames()).toIterable().containsExactly("postgres", "bridge");
        assertThat(bridge.at("/depends_on/postgres/condition").asText()).isEqualTo("service_healthy");
        assertThat(compose.at("/services/postgres/healthcheck/test/1").asText()).isEqualTo("pg_isready");
        assertThat(compose.at("/services/postgres").has("ports"))
                .as("the database is reached inside only")
                .isFalse();
        assertThat(bridge.at("/ports/0").asText()).startsWith("127.0.0.1:");
        assertThat(bridge.at("/stop_grace_period").asText()).isEqualTo("15s");
        String volume = compose.at("/services/postgres/volumes/0").asText().replaceFirst(":.*", "");
        assertThat(compose.at("/volumes").fieldNames()).toIterable().containsExactly(volume);
        assertThat(DEPLOY.resolve(bridge.path("env_file").asText() + ".example"))
                .exists();
    }

    @Test
    void theHealthcheckTellsReadyFromNotReadyAndFromAway() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] answer = {200};
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(answer[0], -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            assertThat(healthcheck(port)).isZero();
            answer[0] = 503;
            assertThat(healthcheck(port)).isEqualTo(1);
        } finally {
            server.stop(0);
        }
        assertThat(healthcheck(port)).isEqualTo(1);
    }

    @Test
    void everySettingNamedThereIsDocumented() throws IOException {
        String known = Files.readString(Path.of("..", "docs", "configuration.md"));
        Stream<String> example = Files.readAllLines(DEPLOY.resolve("bridge.env.example")).stream()
                .map(line -> line.replaceFirst("^# (?=[A-Z_]+=)", ""))
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("=.*", ""));
        Stream<String> compose = Stream.of("DATABASE_URL").filter(compose().at("/services/bridge/environment")::has);

        assertThat(Stream.concat(example, compose))
                .hasSizeGreaterThan(6)
                .allSatisfy(name -> assertThat(known).contains("`" + name + "`"));
    }

    @Test
    void systemdTakesTheUnitAndGivesAStopTimeEnough() throws Exception {
        String unit = Files.readString(DEPLOY.resolve("sync-bridge.service"));
        assertThat(number("TimeoutStopSec=(\\d+)", unit))
                .as("a stop of ours takes 10 s at most")
                .isGreaterThan(10);
        assertThat(unit).contains("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes");

        assumeThat(Stream.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze")
                        .anyMatch(tool -> Files.exists(Path.of(tool))))
                .as("systemd-analyze is on this machine")
                .isTrue();
        Path copy = folder.resolve("sync-bridge.service");
        Files.writeString(
                copy,
                unit.replace(
                        "/opt/sync-bridge/bridgectl",
                        Path.of("..", "bridgectl").toRealPath().toString()));
        Process verify = new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines().filter(line -> line.contains("sync-bridge.service")))
                .as("what systemd finds wrong")
                .isEmpty();
    }

    private int healthcheck(int port) throws Exception {
        JsonNode test = compose().at("/services/bridge/healthcheck/test");
        assertThat(test.path(0).asText()).isEqualTo("CMD");
        List<String> command = List.of(
                test.path(1).asText(),
                test.path(2).asText(),
                test.path(3).asText().replace("$$", "$").replace("/8080", "/" + port));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper().readTree(DEPLOY.resolve("compose.yaml").toFile());
    }

    private static int number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
