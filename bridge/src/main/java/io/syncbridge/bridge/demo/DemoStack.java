package io.syncbridge.bridge.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.WriteCounter;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.WebhookTarget;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/**
 * Both sides and the bridge between them, as users run them: a PostgreSQL with durable settings and webhook triggers, the
 * Zapier Tables simulator with a Zap per table, the bridge with webhook secrets. Closed in reverse order.
 */
final class DemoStack implements AutoCloseable {
    static final List<String> TWO_WAY =
            List.of(AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.RATE_LIMITS);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final HikariDataSource application;
    private final ZapierTablesSimulator zapier;
    private final SupabaseWebhooks supabaseWebhooks;
    private final WriteCounter writes;
    private final Bridge bridge;
    private final int port;
    private final String databaseUrl;
    private final String adminToken = UUID.randomUUID().toString();

    DemoStack(int wantedPort) throws ConfigProblems {
        EmbeddedServer server =
                keep(EmbeddedServer.start(ServerOptions.temporary().withDurable(true)));
        databaseUrl = server.createDatabase("demo");
        application = keep(pool(databaseUrl + "&ApplicationName=demo-traffic"));
        Migrations.agentTables(application);
        writes = TWO_WAY.stream()
                .map(table -> WriteCounter.install(application, table))
                .reduce((first, last) -> last)
                .orElseThrow();
        zapier = keep(ZapierTablesSimulator.start(SimulatorOptions.defaults()));
        AgentTables.createAll(zapier);
        String secret = UUID.randomUUID().toString();
        BridgeConfig config = BridgeConfig.read(
                Settings.of(Map.of(
                        "DATABASE_URL",
                        databaseUrl,
                        "ZAPIER_BASE_URL",
                        zapier.baseUrl().toString(),
                        "ZAPIER_CREDENTIALS_CLIENT_ID",
                        "sim-client",
                        "ZAPIER_CREDENTIALS_CLIENT_SECRET",
                        "sim-secret",
                        "SUPABASE_WEBHOOK_SECRET",
                        secret,
                        "ZAPIER_WEBHOOK_SECRET",
                        secret,
                        // The simulator has no limit, and the traffic is heavier than a Zapier account allows.
                        "ZAPIER_RATE_LIMIT",
                        "off",
                        "BRIDGE_ADMIN_TOKEN",
                        adminToken,
                        "BRIDGE_PORT",
                        String.valueOf(wantedPort))),
                false);
        bridge = keep(Bridge.open(config));
        port = bridge.serve(config);
        supabaseWebhooks = keep(SupabaseWebhooks.install(application));
        Map<String, String> headers = Map.of("X-Webhook-Secret", secret);
        for (String table : TWO_WAY) {
            // As setup makes it.
            supabaseWebhooks.watch(table, address("/webhooks/supabase"), headers, new OwnWrites(table).condition());
        }
        bridge.links()
                .forEach(link -> zapier.subscribe(
                        link.zapierTableId(),
                        new WebhookTarget(
                                address("/webhooks/zapier/" + link.mapping().name()),
                                headers,
                                PayloadShape.CHANGESET)));
    }

    HikariDataSource application() {
        return application;
    }

    ZapierTablesSimulator zapier() {
        return zapier;
    }

    Bridge bridge() {
        return bridge;
    }

    String databaseUrl() {
        return databaseUrl;
    }

    /** The dashboard, logged in: the token is behind the #, which no browser sends anywhere. */
    URI dashboard() {
        return address("/#token=" + adminToken);
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Rows the bridge wrote into the user's two-way tables, counted by the database. */
    long rowsWrittenByBridge() {
        return writes.rowsBy("sync-bridge");
    }

    /** Records the bridge wrote through the API, counted by the simulator. */
    long recordsWrittenByBridge() {
        return zapier.counts().recordsCreated() + zapier.counts().recordsUpdated();
    }

    /** True when no webhook is under way and no record is due. */
    boolean isQuiet() {
        return supabaseWebhooks.isIdle()
                && zapier.webhookCounts().waiting() == 0
                && bridge.workers().values().stream()
                        .allMatch(worker -> worker.records().backlog().pending() == 0);
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(6);
        pool.setThreadFactory(Thread.ofVirtual().factory());
        return pool;
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                LoggerFactory.getLogger(DemoStack.class).warn("could not close a part: {}", failed.toString());
            }
        }
    }
}
