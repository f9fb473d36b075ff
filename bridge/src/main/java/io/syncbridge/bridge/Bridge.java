package io.syncbridge.bridge;

import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.feed.FeedWatch;
import io.syncbridge.bridge.feed.Feeds;
import io.syncbridge.bridge.feed.Listening;
import io.syncbridge.bridge.ops.HealthRoutes;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.sweep.SweepSchedule;
import io.syncbridge.bridge.sync.Comparison;
import io.syncbridge.bridge.sync.HintIntake;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.bridge.zapier.ServerClock;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.WebhookLimits;
import io.syncbridge.webhooks.WebhookRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
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
    private final DataSource pool;
    private final Database database;
    private final Database intakeDatabase;
    private final ZapierTablesClient zapier;
    private final ServerClock zapierClock;
    private volatile Optional<SweepSchedule> sweeps = Optional.empty();

    private Bridge(
            DataSource pool,
            Database intakeDatabase,
            ZapierTablesClient zapier,
            ServerClock zapierClock,
            Deque<AutoCloseable> opened) {
        this.pool = pool;
        this.database = new Database(pool);
        this.zapier = zapier;
        this.zapierClock = zapierClock;
        this.intakeDatabase = intakeDatabase;
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
        ZapierHttp http =
                new ZapierHttp(config.zapierUrl(), config.credentials(), ZAPIER_TIMEOUT, InstantSource.system());
        ZapierTablesClient zapier = new ZapierTablesClient(http);
        opened.push(zapier);
        Bridge bridge = new Bridge(pool, new Database(intakePool), zapier, http.serverClock(), opened);
        bridge.link(config);
        return bridge;
    }

    private void link(BridgeConfig config) throws ConfigProblems {
        Linker linker = new Linker(database, zapier, config.zapierTables());
        MappingStates states = new MappingStates(database);
        List<String> problems = new ArrayList<>();
        for (TableMapping mapping : config.mappings()) {
            TableSync table = new TableSync(mapping, database, zapier, linker, states);
            problems.addAll(table.open());
            SyncWorker worker = new SyncWorker(table, database, zapier, config.lease(), RandomGenerator.getDefault());
            opened.push(worker);
            workers.put(mapping.name(), worker);
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
    }

    /** Starts the workers and listens; answers the port. */
    public int serve(BridgeConfig config) {
        workers.values().forEach(SyncWorker::start);
        Map<String, TableMapping> mappings =
                config.mappings().stream().collect(Collectors.toMap(TableMapping::name, Function.identity()));
        HintIntake intake = new HintIntake(intakeDatabase, mappings, this::nudge);
        opened.push(intake);
        Listening listening = new Listening(intake);
        WebhookRoutes webhooks = new WebhookRoutes(
                mappings.values(),
                config.security(),
                WebhookLimits.defaults(),
                listening,
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
        SweepSchedule schedule =
                new SweepSchedule(pool, workers, zapier, config.sweepInterval(), InstantSource.system());
        opened.push(schedule);
        schedule.start();
        sweeps = Optional.of(schedule);
        FeedWatch watch = new FeedWatch(
                new Feeds(database), workers, listening, schedule::soon, zapierClock::ahead, InstantSource.system());
        opened.push(watch);
        watch.start();
        return server.port();
    }

    /** Works off everything due and returns how many records that were. */
    public int drain() {
        int done = 0;
        for (SyncWorker worker : workers.values()) {
            done += worker.drain();
        }
        return done;
    }

    /** The tables that are kept in sync now; paused ones are missing. */
    public List<Link> links() {
        return workers.values().stream()
                .flatMap(worker -> worker.table().link().stream())
                .toList();
    }

    /** The workers by mapping name. */
    public Map<String, SyncWorker> workers() {
        return Map.copyOf(workers);
    }

    /** Compares a mapping's tables with what was agreed, as soon as may be; only while {@link #serve} runs. */
    public void sweepSoon(String mapping) {
        sweeps.ifPresent(schedule -> schedule.soon(mapping));
    }

    /** What the last sweep of a mapping found; empty before the first. */
    public Optional<Sweeps.Last> lastSweep(String mapping) {
        return new Sweeps(database).last(mapping);
    }

    /** Compares one table in full. */
    public Comparison.Result compare(Link link) {
        return new Comparison(link, database, zapier).run();
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
        // All at once, so that their last batches end side by side.
        workers.values().forEach(SyncWorker::stop);
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
