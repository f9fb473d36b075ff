package io.syncbridge.bridge;

import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.syncbridge.bridge.capture.CaptureDrain;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.inbox.TriggerInboxes;
import io.syncbridge.bridge.ops.HealthRoutes;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.sync.Comparison;
import io.syncbridge.bridge.sync.HintIntake;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.WebhookLimits;
import io.syncbridge.webhooks.WebhookRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service, whole. Opened in order: database, own schema, links to both sides, workers, web server; closed in reverse.
 * Nothing is half open: whatever fails on the way closes what was opened before.
 */
public final class Bridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final Duration ZAPIER_TIMEOUT = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> opened;
    private final Map<String, SyncWorker> workers = new LinkedHashMap<>();
    private final Database database;
    private final Database intakeDatabase;
    private final ZapierTablesClient zapier;
    private final List<Link> links;
    private volatile Optional<TriggerInboxes> inboxes = Optional.empty();

    private Bridge(
            Database database,
            Database intakeDatabase,
            ZapierTablesClient zapier,
            List<Link> links,
            Deque<AutoCloseable> opened) {
        this.database = database;
        this.zapier = zapier;
        this.intakeDatabase = intakeDatabase;
        this.links = List.copyOf(links);
        this.opened = opened;
    }

    /**
     * Connects to both sides and checks them; nothing runs yet.
     *
     * @throws ConfigProblems when anything does not fit, all of it at once
     */
    public static Bridge open(BridgeConfig config) throws ConfigProblems {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return open(config, opened);
        } catch (ConfigProblems | RuntimeException failed) {
            closeAll(opened);
            throw failed;
        }
    }

    private static Bridge open(BridgeConfig config, Deque<AutoCloseable> opened) throws ConfigProblems {
        HikariDataSource pool = Pools.workers(config.database());
        opened.push(pool);
        HikariDataSource intakePool = Pools.intake(config.database());
        opened.push(intakePool);
        try {
            Migrations.ownSchema(pool);
        } catch (RuntimeException failed) {
            throw new ConfigProblems(List.of("cannot use the database " + config.database() + ": " + root(failed)));
        }
        ZapierTablesClient zapier = new ZapierTablesClient(
                new ZapierHttp(config.zapierUrl(), config.credentials(), ZAPIER_TIMEOUT, InstantSource.system()));
        opened.push(zapier);
        Database database = new Database(pool);
        Linker linker = new Linker(database, zapier);
        List<Link> links = linker.link(config.mappings(), config.zapierTables());
        if (!linker.problems().isEmpty()) {
            throw new ConfigProblems(linker.problems());
        }
        Bridge bridge = new Bridge(database, new Database(intakePool), zapier, links, opened);
        for (Link link : links) {
            SyncWorker worker = new SyncWorker(link, database, zapier, config.lease(), RandomGenerator.getDefault());
            opened.push(worker);
            bridge.workers.put(link.mapping().name(), worker);
        }
        return bridge;
    }

    /** Starts the workers and listens; answers the port. */
    public int serve(BridgeConfig config) {
        workers.values().forEach(SyncWorker::start);
        Map<String, TableMapping> mappings =
                links.stream().map(Link::mapping).collect(Collectors.toMap(TableMapping::name, Function.identity()));
        HintIntake intake = new HintIntake(intakeDatabase, mappings, this::nudge);
        opened.push(intake);
        TriggerInboxes listening = new TriggerInboxes(config, links, intake);
        opened.push(listening);
        inboxes = Optional.of(listening);
        listening.start();
        CaptureDrain captured = new CaptureDrain(intakeDatabase, mappings.values(), this::nudge);
        opened.push(captured);
        captured.start();
        opened.push(captured.listener(config.database()));
        WebhookRoutes webhooks = new WebhookRoutes(
                mappings.values(),
                config.security(),
                WebhookLimits.defaults(),
                intake,
                InstantSource.system(),
                (side, mapping, status) -> LOG.debug("webhook {} {} {}", side, mapping, status));
        HealthRoutes health = new HealthRoutes(this::isDatabaseReachable, this::areWorkersAlive);
        Javalin server = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            webhooks.register(javalin);
            health.register(javalin.routes);
        });
        server.start(config.bind(), config.port());
        opened.push(server::stop);
        return server.port();
    }

    /** Works off everything due and returns how many records that were. */
    public int drain() {
        List<TableMapping> mappings = links.stream().map(Link::mapping).toList();
        int unused = new CaptureDrain(database, mappings, mapping -> {}).drain();
        int done = 0;
        for (SyncWorker worker : workers.values()) {
            done += worker.drain();
        }
        return done;
    }

    /** The tables that are kept in sync. */
    public List<Link> links() {
        return links;
    }

    /** The workers by mapping name. */
    public Map<String, SyncWorker> workers() {
        return Map.copyOf(workers);
    }

    /** Compares one table in full. */
    public Comparison.Result compare(Link link) {
        return new Comparison(link, database, zapier).run();
    }

    /** How the trigger inboxes are doing, by mapping name; empty before {@link #serve}. */
    public Map<String, TriggerInboxes.Figures> inboxes() {
        return inboxes.map(TriggerInboxes::figures).orElse(Map.of());
    }

    /** The bridge's own access to the database. */
    public Database database() {
        return database;
    }

    /** All workers' figures together. */
    public SyncCounters.Figures figures() {
        return workers.values().stream()
                .map(worker -> worker.counters().figures())
                .reduce(new SyncCounters.Figures(0, 0, 0, 0, 0, 0), SyncCounters.Figures::plus);
    }

    private void nudge(String mapping) {
        SyncWorker worker = workers.get(mapping);
        if (worker != null) {
            worker.nudge();
        }
    }

    private boolean isDatabaseReachable() {
        try {
            return intakeDatabase.transaction(
                    tx -> tx.first("select 1", row -> true).isPresent());
        } catch (DatabaseException down) {
            return false;
        }
    }

    private boolean areWorkersAlive() {
        return workers.values().stream().allMatch(SyncWorker::isAlive);
    }

    private static String root(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                LOG.warn("could not close a part: {}", failed.toString());
            }
        }
    }
}
