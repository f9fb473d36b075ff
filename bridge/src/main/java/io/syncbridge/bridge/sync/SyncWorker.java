package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import java.time.Duration;
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
 * batches larger, not calls more. Closing waits for batches under way; what remains is claimed again when its lease ends.
 */
public final class SyncWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncWorker.class);
    private static final int MOST_RECORDS = 100;
    private static final int MOST_BATCHES = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final SyncRecords records;
    private final BatchPass batches;
    private final Duration lease;
    private final SyncCounters counters = new SyncCounters();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(MOST_BATCHES);
    private final Semaphore news = new Semaphore(0);
    private final Thread loop;
    private volatile boolean running = true;

    /** A worker for one linked mapping; {@link #start} sets it going. */
    public SyncWorker(Link link, Database database, ZapierTablesClient zapier, Duration lease, RandomGenerator random) {
        this.name = link.mapping().name();
        this.records = new SyncRecords(link.mapping(), database);
        this.batches = new BatchPass(link, database, records, zapier, counters, workers, random);
        this.lease = lease;
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

    /** The side that suddenly shows no record at all, while deletes are held for that: a reason to pause the mapping. */
    public Optional<Side> emptySide() {
        return batches.emptySide();
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
        List<Claim> claims = records.claim(MOST_RECORDS, lease);
        while (!claims.isEmpty()) {
            batches.run(claims);
            done += claims.size();
            claims = records.claim(MOST_RECORDS, lease);
        }
        return done;
    }

    private void run() {
        while (running) {
            try {
                permits.acquire();
                if (!running || !claimAndRun()) {
                    permits.release();
                    awaitNews();
                }
            } catch (DatabaseException down) {
                permits.release();
                LOG.warn("{}: database not reachable (SQLState {}), trying again", name, down.sqlState());
                pause();
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private boolean claimAndRun() {
        List<Claim> claims = records.claim(MOST_RECORDS, lease);
        if (claims.isEmpty()) {
            return false;
        }
        workers.execute(() -> {
            try {
                batches.run(claims);
            } catch (RuntimeException failed) {
                // The leases run out and the records are claimed again.
                LOG.error("{}: a batch of {} failed", name, claims.size(), failed);
            } finally {
                permits.release();
            }
        });
        return true;
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

    @Override
    public void close() {
        if (!running) {
            return;
        }
        running = false;
        nudge();
        try {
            // All permits back means that no batch is under way.
            if (!permits.tryAcquire(MOST_BATCHES, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{}: batches still running after {} s; their leases will end", name, GRACE.toSeconds());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }
}
