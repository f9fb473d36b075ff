package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No bridge, no webhook, and a database that is killed twice: what was committed arrives. */
final class CaptureAfterCrashTest {
    private static final int ROWS = 5000;
    private static final int PER_COMMIT = 100;

    @Test
    @Timeout(180)
    void everyCommittedRowArrivesAlthoughNobodyWasThere() throws Exception {
        try (EmbeddedServer server =
                        EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
                ZapierTablesSimulator zapier = ZapierTablesSimulator.start(SimulatorOptions.defaults())) {
            AgentTables.createAll(zapier);
            TestDatabase database = TestDatabase.on(server, "capture");
            int unused = Migrations.all(database.dataSource());
            BridgeConfig config = config(database, zapier);
            config.mappings().stream()
                    .filter(mapping -> mapping.name().equals("agent_jobs"))
                    .forEach(mapping ->
                            new Database(database.dataSource()).apply(new CaptureTriggers(mapping, true)::install));

            for (int row = 0; row < ROWS; row += PER_COMMIT) {
                database.execute("insert into agent_jobs (job_type, status) select 'discovery', 'queued'"
                        + " from generate_series(1, " + PER_COMMIT + ")");
                if (row == ROWS / 2) {
                    server.killHard();
                    server.restart();
                }
            }
            server.killHard();
            server.restart();

            try (Bridge bridge = Bridge.open(config)) {
                int port = bridge.serve(config);
                assertThat(port).isPositive();
                Eventually.until(
                        "all are there",
                        Duration.ofMinutes(2),
                        () -> zapier.counts().recordsCreated() >= ROWS);
                Link jobs = bridge.links().stream()
                        .filter(link -> link.mapping().name().equals("agent_jobs"))
                        .findFirst()
                        .orElseThrow();
                Eventually.until(
                        "both sides agree",
                        Duration.ofSeconds(20),
                        () -> bridge.verify(jobs, TestStack.SOON) instanceof Verified.Complete found
                                && found.differing() == 0
                                && found.onTheirWay().isEmpty());
                assertThat(zapier.table("agent_jobs").records()).hasSize(ROWS);
                assertThat(database.scalar("select count(*) from agent_jobs")).isEqualTo((long) ROWS);
            }
        }
    }

    private static BridgeConfig config(TestDatabase database, ZapierTablesSimulator zapier) throws Exception {
        return BridgeConfig.read(
                Settings.of(Map.of(
                        "DATABASE_URL",
                        database.jdbcUrl(),
                        "ZAPIER_BASE_URL",
                        zapier.baseUrl().toString(),
                        "ZAPIER_CREDENTIALS",
                        "sim-token",
                        "BRIDGE_PORT",
                        "0")),
                true);
    }
}
