package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off one mapping's due records: claims what is due the moment it is nudged, at the latest every second, and keeps
 * a few batches under way at once. Records that become due while batches run are claimed together: a backlog makes
 * batches larger, not calls more. Closing waits for batches under way and hands back the leases of what remains.
 */
public final class SyncWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncWorker.class);
    private static final int MOST_BATCHES = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    /** With what it takes to close the rest, also on a busy machine, a stop lasts 10 s at most. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final long WATCH = Duration.ofSeconds(5).toNanos();

    private final String name;
    private final TableSync table;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final WorkerRules rules;
    private final SyncObserver observer;
    private final QuietWatch quiet;
    private final RandomGenerator random;
    private final SyncRecords records;
    private final SyncCounters counters = new SyncCounters();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(MOST_BATCHES);
    private final Semaphore news = new Semaphore(0);
    private final Thread loop;
    private final UnderWay underWay;
    private volatile boolean running = true;
    private volatile long stopBy;
    private volatile Optional<Shift> shift = Optional.empty();
    private final RareWarning faultWarning = new RareWarning(LOG);
    private long watchedAt = System.nanoTime();

    /** A worker for one mapping; {@link #start} sets it going. It rests while the mapping is paused. */
    public SyncWorker(
            TableSync table,
            Database database,
            ZapierTablesClient zapier,
            WorkerRules rules,
            SyncObserver observer,
            QuietWatch quiet,
            RandomGenerator random) {
        this.name = table.mapping().name();
        this.table = table;
        this.database = database;
        this.zapier = zapier;
        this.rules = rules;
        this.observer = observer;
        this.quiet = quiet;
        this.random = random;
        this.records = new SyncRecords(table.mapping(), database);
        this.underWay = new UnderWay(name, records);
        this.loop = Thread.ofVirtual().name("sync-" + name).unstarted(this::run);
    }

    /** Begins to work. */
    public void start() {
        loop.start();
    }

    /** Says that something may be due. */
    public void nudge() {
        news.release();
    }

    /** True while the loop runs. */
    public boolean isAlive() {
        return loop.isAlive();
    }

    /** The mapping's connection to its tables. */
    public TableSync table() {
        return table;
    }

    /** The side that suddenly shows no record at all, while deletes are held for that: a reason to pause the mapping. */
    public Optional<Side> emptySide() {
        return shift.flatMap(now -> now.batches().emptySide());
    }

    /** What was done so far. */
    public SyncCounters counters() {
        return counters;
    }

    /** What is left to do. */
    public SyncRecords records() {
        return records;
    }

    /** Works off everything that is due now and returns; for {@code start --once}, without {@link #start}. */
    public int drain() {
        int done = 0;
        while (true) {
            Optional<Shift> now = shift();
            List<Claim> claims = new ArrayList<>(now.map(Shift::claims).orElse(List.of()));
            if (claims.isEmpty()) {
                return done;
            }
            try {
                now.orElseThrow().run(claims);
            } finally {
                underWay.end(claims);
            }
            done += claims.size();
        }
    }

    /** What is quiet at the moment. */
    public QuietWatch.Now quiet() {
        return quiet.look();
    }

    private Optional<Shift> shift() {
        Optional<Link> link = table.link();
        if (link.isEmpty() || shift.filter(old -> old.link().equals(link.get())).isEmpty()) {
            shift = link.map(this::begin);
        }
        return shift;
    }

    private Shift begin(Link link) {
        SyncRecords linked = new SyncRecords(link.mapping(), database);
        BatchPass batches =
                new BatchPass(link, table, database, linked, zapier, counters, observer, workers, rules, random);
        return new Shift(link, linked, batches, underWay, quiet, observer, rules.lease());
    }

    private void run() {
        boolean reachable = true;
        while (running) {
            try {
                watchSchema();
                boolean claimed = claimAndRun();
                if (!reachable) {
                    LOG.info("{}: the database answers again", name);
                    reachable = true;
                }
                if (!claimed) {
                    awaitNews();
                }
            } catch (DatabaseException down) {
                if (reachable) {
                    LOG.warn(
                            "{}: the database cannot be used (SQLState {}); trying until it can",
                            name,
                            down.sqlState());
                }
                reachable = false;
                pause();
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException fault) {
                // A fault of ours must not end a mapping's work for good.
                faultWarning.warn(
                        "{}: looking for work failed ({}); trying again",
                        name,
                        fault.getClass().getSimpleName());
                pause();
            }
        }
    }

    private void watchSchema() {
        if (System.nanoTime() - watchedAt > WATCH) {
            watchedAt = System.nanoTime();
            table.watch();
            emptySide().ifPresent(table::emptied);
        }
    }

    private boolean claimAndRun() throws InterruptedException {
        rules.intake().giveWay();
        permits.acquire();
        boolean handedOver = false;
        try {
            Optional<Shift> now = running ? shift() : Optional.empty();
            List<Claim> claims = new ArrayList<>(now.map(Shift::claims).orElse(List.of()));
            if (!claims.isEmpty()) {
                underWay.begin(List.copyOf(claims));
                workers.execute(() -> runAndRelease(now.orElseThrow(), claims));
                handedOver = true;
            }
            return handedOver;
        } finally {
            if (!handedOver) {
                permits.release();
            }
        }
    }

    private void runAndRelease(Shift now, List<Claim> claims) {
        long begin = System.nanoTime();
        try {
            now.run(claims);
            counters.processed(claims.size(), System.nanoTime() - begin);
        } catch (DatabaseException down) {
            // The leases run out and the records are claimed again.
            LOG.debug("{}: a batch of {} met SQLState {}", name, claims.size(), down.sqlState());
        } catch (RuntimeException failed) {
            LOG.error("{}: a batch of {} failed; its records come again", name, claims.size(), failed);
        } finally {
            underWay.end(claims);
            permits.release();
            // A hint that came for one of them meanwhile found it leased; it is due now, and nobody else will say so.
            nudge();
        }
    }

    private void awaitNews() throws InterruptedException {
        if (running && news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            // One look serves all that nudged so far: what they speak of is committed.
            news.drainPermits();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException stopped) {
            running = false;
        }
    }

    /** Claims nothing more; {@link #close} waits for what is under way. */
    public void stop() {
        if (running) {
            running = false;
            stopBy = System.nanoTime() + GRACE.toNanos();
            nudge();
        }
    }

    @Override
    public void close() {
        stop();
        if (workers.isShutdown()) {
            return;
        }
        try {
            // All permits back means that no batch is under way.
            if (!permits.tryAcquire(MOST_BATCHES, stopBy - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                underWay.handBack(GRACE.toSeconds());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }
}
