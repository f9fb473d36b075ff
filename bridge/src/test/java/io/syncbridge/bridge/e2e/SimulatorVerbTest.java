package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bridgectl simulator --empty --database --yaml}: both sides of one who has neither yet. */
final class SimulatorVerbTest {
    @TempDir
    private Path folder;

    @Test
    void givesBothSidesEmptyAndTakesThemAwayAtItsEnd() throws Exception {
        Path yaml = folder.resolve("bridge.yaml");
        Path err = folder.resolve("err.txt");
        Process simulator =
                Verb.start(Map.of(), folder, yaml, err, "simulator", "--empty", "--database", "--yaml", "--port", "0");
        try {
            Eventually.until(
                    "the settings are printed",
                    Duration.ofSeconds(90),
                    () -> Files.readString(yaml).contains("zapier_credentials"));
            Settings settings = Settings.of(yaml, Map.of());
            String url = settings.get("database_url")
                    .flatMap(DatabaseAddress::parse)
                    .orElseThrow()
                    .jdbcUrl();

            assertThat(tables(settings)).contains("\"data\":[]");
            try (var database = DriverManager.getConnection(url, "postgres", "");
                    var statement = database.createStatement();
                    var answer = statement.executeQuery(
                            "select to_regproc('supabase_functions.http_request') is not null as webhooks,"
                                    + " to_regclass('public.agent_jobs') is null as empty")) {
                assertThat(answer.next()).isTrue();
                assertThat(answer.getBoolean("webhooks")).isTrue();
                assertThat(answer.getBoolean("empty")).isTrue();
            }

            simulator.destroy();
            assertThat(simulator.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
                    .as("the database went with it")
                    .isInstanceOf(SQLException.class);
        } finally {
            simulator.destroyForcibly();
        }
    }

    private static String tables(Settings settings) throws Exception {
        URI address = URI.create(settings.get("zapier_base_url").orElseThrow() + "/__sim/tables");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .replace(" ", "");
        }
    }
}
