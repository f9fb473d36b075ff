package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.WebhookTarget;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run takes place on, made once for many seeds: a durable database server, the simulator with its own clock, both
 * senders of webhooks, and two bridge processes that share the database. Supabase's webhooks go to one of them, Zapier's to
 * the other.
 */
final class Stage implements AutoCloseable {

    static final String JOBS = AgentTables.AGENT_JOBS;

    private static final Map<String, String> HEADERS = Map.of("X-Webhook-Secret", "known-only-to-the-chaos-runs");

    private final EmbeddedServer server;
    private final TestDatabase database;
    private final ZapierTablesSimulator zapier;
    private final SupabaseWebhooks supabaseWebhooks;
    private final Bridge observer;
    private final List<Instance> instances;
    private final RowHistory history;

    private Stage(Path directory, Duration skew) throws IOException, ConfigProblems {
        server = EmbeddedServer.start(
                ServerOptions.persistentIn(directory.resolve("postgres")).withMaxConnections(200));
        database = TestDatabase.on(server, "chaos");
        Migrations.all(database.dataSource());
        history = new RowHistory(database);
        history.install();
        zapier = ZapierTablesSimulator.start(
                SimulatorOptions.defaults().withClock(() -> Instant.now().plus(skew)));
        AgentTables.createAll(zapier);
        supabaseWebhooks = SupabaseWebhooks.install(database.dataSource());
        Map<String, String> environment = environment();
        observer = Bridge.open(BridgeConfig.read(Settings.of(environment), false));
        instances = List.of(
                Instance.start(environment, directory.resolve("first")),
                Instance.start(environment, directory.resolve("second")));
        URI first = URI.create("http://127.0.0.1:" + instances.get(0).port());
        URI second = URI.create("http://127.0.0.1:" + instances.get(1).port());
        // As setup makes it: what the bridge itself wrote is not announced.
        supabaseWebhooks.watch(JOBS, first.resolve("/webhooks/supabase"), HEADERS, new OwnWrites(JOBS).condition());
        zapier.subscribe(
                zapier.table(JOBS).id(),
                new WebhookTarget(second.resolve("/webhooks/zapier/" + JOBS), HEADERS, PayloadShape.CHANGESET));
    }

    /**
     * Sets everything up.
     *
     * @param directory for data and logs
     * @param skew by how much Zapier's clock is ahead
     */
    static Stage open(Path directory, Duration skew) {
        try {
            return new Stage(Files.createDirectories(directory), skew);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ConfigProblems wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    TestDatabase database() {
        return database;
    }

    ZapierTablesSimulator zapier() {
        return zapier;
    }

    SupabaseWebhooks supabaseWebhooks() {
        return supabaseWebhooks;
    }

    RowHistory history() {
        return history;
    }

    /** Connected to both sides, but never at work: for comparisons. */
    Bridge observer() {
        return observer;
    }

    /** 0 or 1. */
    Instance instance(int number) {
        return instances.get(number);
    }

    /** Ends the database server and starts it again; one at a time. */
    synchronized void restartDatabase(boolean killed) {
        if (killed) {
            server.killHard();
        }
        server.restart();
    }

    private Map<String, String> environment() {
        String secret = HEADERS.values().iterator().next();
        return Map.of(
                "DATABASE_URL",
                database.jdbcUrl(),
                "ZAPIER_BASE_URL",
                zapier.baseUrl().toString(),
                "ZAPIER_CREDENTIALS",
                "sim-token",
                "SUPABASE_WEBHOOK_SECRET",
                secret,
                "ZAPIER_WEBHOOK_SECRET",
                secret,
                "ZAPIER_RATE_LIMIT",
                "off",
                "BRIDGE_TABLES",
                JOBS,
                "BRIDGE_LEASE",
                "5s",
                "BRIDGE_SWEEP_INTERVAL",
                "2s");
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        zapier.faults().clear();
        observer.close();
        supabaseWebhooks.close();
        zapier.close();
        server.close();
    }
}
