package io.syncbridge.bridge;

import com.zaxxer.hikari.HikariDataSource;
import io.syncbridge.bridge.backfill.Backfill;
import io.syncbridge.bridge.backfill.Backfilled;
import io.syncbridge.bridge.capture.CaptureDrain;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.inbox.TriggerInboxes;
import io.syncbridge.bridge.lag.LagLog;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.QuietTimes;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.store.ZapierLimits;
import io.syncbridge.bridge.sync.BulkPass;
import io.syncbridge.bridge.sync.IntakePressure;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.sync.QuietWatch;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.bridge.sync.WorkerRules;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Progress;
import io.syncbridge.bridge.verify.Verification;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.bridge.zapier.ZapierPause;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Both sides connected, and the service over them. Opened in order: database, own schema, Zapier, links to all tables;
 * {@link #serve} starts the rest. Closed in reverse. Nothing is half open: whatever fails on the way closes what was
 * opened before.
 */
public final class Bridge implements AutoCloseable {
    /** How many connections to the database one bridge opens at most: workers, intake, and one that listens. */
    public static final int MOST_CONNECTIONS = Pools.WORKERS + Pools.INTAKE + 1;

    private static final Duration ZAPIER_TIMEOUT = Duration.ofSeconds(30);

    private final Opened opened;
    private final InstantSource clock;
    private final HikariDataSource pool;
    private final HikariDataSource intakePool;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final LagLog lag;
    private final Telemetry telemetry;
    private final IntakePressure pressure = new IntakePressure();
    private final Map<String, SyncWorker> workers;
    private volatile Optional<Service> service = Optional.empty();

    private Bridge(BridgeConfig config, InstantSource clock, Opened opened) throws ConfigProblems {
        this.opened = opened;
        this.clock = clock;
        this.pool = opened.keep(Pools.workers(config.database()));
        this.intakePool = opened.keep(Pools.intake(config.database()));
        OwnSchema.bringUpToDate(config.database(), pool);
        this.database = new Database(pool);
        this.zapier = opened.keep(new ZapierTablesClient(http(config, new Database(intakePool))));
        this.lag = opened.keep(new LagLog(database, InstantSource.system()));
        lag.start();
        this.telemetry = opened.keep(Telemetry.open(config.telemetry(), InstantSource.system()));
        this.workers = link(config);
    }

    /**
     * Connects to both sides and checks them; nothing runs yet.
     *
     * @throws ConfigProblems when anything does not fit, all of it at once
     */
    public static Bridge open(BridgeConfig config) throws ConfigProblems {
        return open(config, InstantSource.system());
    }

    /**
     * As {@link #open(BridgeConfig)}.
     *
     * @param clock by which quiet hours begin and end
     */
    public static Bridge open(BridgeConfig config, InstantSource clock) throws ConfigProblems {
        Opened opened = new Opened();
        try {
            return new Bridge(config, clock, opened);
        } catch (ConfigProblems | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /**
     * Zapier's side, within the budget that all instances share.
     *
     * @param quick on intake's pool: its questions take a millisecond, and it gives up before a call has waited long
     */
    static ZapierHttp http(BridgeConfig config, Database quick) {
        ZapierLimits limits =
                new ZapierLimits(quick, config.credentials().fingerprint(config.zapierUrl()), config.rateLimit());
        return new ZapierHttp(
                config.zapierUrl(),
                config.credentials(),
                ZAPIER_TIMEOUT,
                InstantSource.system(),
                config.rateLimit(),
                limits);
    }

    private Map<String, SyncWorker> link(BridgeConfig config) throws ConfigProblems {
        Linker linker = new Linker(database, zapier, config.zapierTables(), config.zapierFields());
        MappingStates states = new MappingStates(database);
        Map<String, SyncWorker> linked = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (TableMapping mapping : config.mappings()) {
            TableSync table = new TableSync(mapping, database, zapier, linker, states);
            problems.addAll(table.open());
            states.audited(mapping);
            linked.put(
                    mapping.name(),
                    opened.keep(new SyncWorker(
                            table,
                            database,
                            zapier,
                            new WorkerRules(config.lease(), config.retries(mapping.name()), pressure),
                            telemetry.and(lag),
                            new QuietWatch(mapping, config.tenantQuiet(), database, clock),
                            RandomGenerator.getDefault())));
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        return linked;
    }

    /** Starts everything and listens; answers the port. */
    public int serve(BridgeConfig config) {
        FirstSync.advise(database, links());
        Service starting = opened.keep(new Service(config, pool, intakePool, zapier, workers, telemetry, pressure));
        service = Optional.of(starting);
        return starting.start();
    }

    /** Works off everything due and returns how many records that were. */
    public int drain() {
        List<TableMapping> mappings = workers.values().stream()
                .map(worker -> worker.table().mapping())
                .toList();
        int unused = new CaptureDrain(database, mappings, mapping -> {}).drain();
        return workers.values().stream().mapToInt(SyncWorker::drain).sum();
    }

    /** What is quiet at the moment, one line each. */
    public List<String> quiet() {
        workers.values().forEach(worker -> worker.quiet());
        return database.transaction(QuietTimes::read).now().stream()
                .filter(quiet -> workers.containsKey(quiet.mapping()))
                .map(quiet -> quiet.line(clock.instant()))
                .toList();
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
        service.ifPresent(running -> running.sweepSoon(mapping));
    }

    /** What the last sweep of a mapping found; empty before the first. */
    public Optional<Sweeps.Last> lastSweep(String mapping) {
        return new Sweeps(database).last(mapping);
    }

    /** Compares both sides of one table with each other in full; records in flight are waited for. */
    public Verified verify(Link link, Patience patience) {
        return new Verification(link, database, zapier, patience, () -> false, Progress.SILENT).run();
    }

    /**
     * The first sync of one table's records, with half of the budget of calls at most; see {@link Backfill}.
     *
     * @param config that this bridge was opened with
     * @param patience how long to wait for due records that do not get less
     */
    public Backfilled backfill(BridgeConfig config, Link link, Duration patience, Progress progress) {
        TableSync table = Optional.ofNullable(workers.get(link.mapping().name()))
                .orElseThrow()
                .table();
        ZapierTablesClient patient = zapier.background();
        RandomGenerator random = RandomGenerator.getDefault();
        BulkPass bulk = new BulkPass(table, link, database, patient, config.lease(), config.retries(), random);
        QuietWatch quiet = new QuietWatch(link.mapping(), config.tenantQuiet(), database, InstantSource.system());
        try (SyncWorker worker = new SyncWorker(
                table,
                database,
                patient,
                new WorkerRules(config.lease(), config.retries(link.mapping().name()), pressure),
                telemetry.and(lag),
                quiet,
                random)) {
            return new Backfill(worker, link, database, patient, bulk, patience, () -> false, progress).run();
        }
    }

    /** The bridge's own access to the database. */
    public Database database() {
        return database;
    }

    /** How the trigger inboxes are doing, by mapping name; empty before {@link #serve}. */
    public Map<String, TriggerInboxes.Figures> inboxes() {
        return service.map(Service::inboxes).orElse(Map.of());
    }

    /** What is not called in Zapier at the moment, and why. */
    public List<ZapierPause> zapierPauses() {
        return zapier.pauses();
    }

    /** All workers' figures together. */
    public SyncCounters.Figures figures() {
        return workers.values().stream()
                .map(worker -> worker.counters().figures())
                .reduce(SyncCounters.Figures.NONE, SyncCounters.Figures::plus);
    }

    @Override
    public void close() {
        opened.close();
    }
}
