package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.ops.HealthRoutes;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
final class HealthTest {
    private final OkHttpClient http = new OkHttpClient();

    private record Health(int status, String body) {}

    @Test
    void readinessFollowsTheDatabaseWhileLifeGoesOn() throws Exception {
        try (EmbeddedServer postgres = EmbeddedServer.start(ServerOptions.temporary());
                ZapierTablesSimulator zapier =
                        ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"))) {
            String url = postgres.createDatabase("health");
            Migrations.all(postgres.dataSource("health"));
            AgentTables.createAll(zapier);
            BridgeConfig config = BridgeConfig.read(
                    Settings.of(Map.of(
                            "DATABASE_URL", url,
                            "ZAPIER_BASE_URL", zapier.baseUrl().toString(),
                            "ZAPIER_CREDENTIALS", "tok",
                            "BRIDGE_TABLES", "agent_jobs",
                            "BRIDGE_PORT", "0")),
                    true);
            try (Bridge bridge = Bridge.open(config)) {
                String base = "http://127.0.0.1:" + bridge.serve(config);
                assertThat(get(base + "/healthz")).isEqualTo(new Health(200, "{\"status\":\"ok\"}"));
                assertThat(get(base + "/readyz")).isEqualTo(new Health(200, "{\"status\":\"ready\"}"));

                postgres.killHard();
                assertThat(get(base + "/readyz")).isEqualTo(new Health(503, "{\"status\":\"database not reachable\"}"));
                assertThat(get(base + "/healthz").status()).isEqualTo(200);

                postgres.restart();
                Eventually.until("ready again", () -> get(base + "/readyz").status() == 200);
            }
        }
    }

    @Test
    void aStoppedWorkerIsNamedOnceTheDatabaseIsThere() throws IOException {
        AtomicBoolean reachable = new AtomicBoolean();
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            new HealthRoutes(reachable::get, () -> false).register(config.routes);
        });
        try {
            String ready = "http://127.0.0.1:" + server.start("127.0.0.1", 0).port() + "/readyz";

            assertThat(get(ready).body()).contains("database not reachable");
            reachable.set(true);
            assertThat(get(ready)).isEqualTo(new Health(503, "{\"status\":\"a worker has stopped\"}"));
        } finally {
            server.stop();
        }
    }

    private Health get(String url) throws IOException {
        try (Response answer =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            return new Health(answer.code(), answer.body().string());
        }
    }
}
