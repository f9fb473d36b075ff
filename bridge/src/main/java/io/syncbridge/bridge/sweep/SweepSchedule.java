package io.syncbridge.bridge.sweep;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.DbSchedulerException;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import io.syncbridge.bridge.capture.WholeTableLooks;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps every mapping at an interval, after a start, and when asked; each on one instance at a time, whichever is free.
 * An instance that dies while it sweeps is replaced within half a minute.
 */
public final class SweepSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SweepSchedule.class);
    private static final String PREFIX = "sweep-";
    private static final int AT_ONCE = 3;

    private final Map<String, SyncWorker> workers;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Sweeps sweeps;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final Map<String, Instant> waiting = new ConcurrentHashMap<>();
    private volatile boolean open = true;

    /**
     * A schedule, at rest until {@link #start}.
     *
     * @param pool where the schedule is kept, shared by all instances
     * @param zapier a client that leaves the larger part of the rate limit to live changes
     * @param interval from the end of a sweep to the next
     * @param beside another job that one instance runs at a time; it takes one of the threads at most
     */
    public SweepSchedule(
            DataSource pool,
            Map<String, SyncWorker> workers,
            ZapierTablesClient zapier,
            Duration interval,
            Optional<RecurringTask<Void>> beside,
            InstantSource clock) {
        this.workers = Map.copyOf(workers);
        this.database = new Database(pool);
        this.zapier = zapier;
        this.sweeps = new Sweeps(database);
        this.clock = clock;
        List<RecurringTask<Void>> tasks = Stream.concat(
                        workers.keySet().stream()
                                .sorted()
                                .map(mapping -> Tasks.recurring(PREFIX + mapping, FixedDelay.of(interval))
                                        .execute((instance, context) ->
                                                guarded(mapping, context.getSchedulerState()::isShuttingDown))),
                        beside.stream())
                .toList();
        this.scheduler = Scheduler.create(pool)
                .tableName("bridge.scheduled_tasks")
                .startTasks(tasks)
                .threads(AT_ONCE)
                .pollingInterval(Duration.ofSeconds(2))
                .heartbeatInterval(Duration.ofSeconds(5))
                .missedHeartbeatsLimit(4)
                .enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(5))
                .build();
    }

    /** Begins, with a sweep of everything. */
    public void start() {
        Map<String, Instant> before =
                workers.keySet().stream().collect(Collectors.toMap(Function.identity(), this::begun));
        scheduler.start();
        before.forEach(this::after);
    }

    /**
     * Sweeps a mapping as soon as somebody is free. One that is under way may be past what it is asked for: then another
     * follows it.
     */
    public void soon(String mapping) {
        after(mapping, begun(mapping));
    }

    /** One that began since the wish fulfils it: the scheduler may have been faster. */
    private void after(String mapping, Instant before) {
        // One thread waits for all wishes; the latest counts, since what fulfils it fulfils those before.
        if (!isFulfilled(mapping, before) && waiting.put(mapping, before) == null) {
            Thread unused = Thread.ofVirtual().name("sweep-again-" + mapping).start(() -> again(mapping));
        }
    }

    private boolean isFulfilled(String mapping, Instant before) {
        Instant latest = begun(mapping);
        return (latest.isAfter(before) && latest.isBefore(Instant.MAX)) || moved(mapping);
    }

    /** When the latest sweep began, by the database's clock: long ago when never, never when nobody can tell. */
    private Instant begun(String mapping) {
        try {
            return sweeps.begun(mapping).orElse(Instant.MIN);
        } catch (DatabaseException down) {
            return Instant.MAX;
        }
    }

    private boolean moved(String mapping) {
        try {
            return scheduler.reschedule(TaskInstanceId.of(PREFIX + mapping, RecurringTask.INSTANCE), clock.instant());
        } catch (DbSchedulerException | SQLRuntimeException notNow) {
            // Under way on some instance, or the database is away.
            return false;
        }
    }

    private void again(String mapping) {
        try {
            Instant wish;
            do {
                TimeUnit.SECONDS.sleep(1);
                wish = waiting.getOrDefault(mapping, Instant.MAX);
            } while (open && !(isFulfilled(mapping, wish) && waiting.remove(mapping, wish)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException down) {
            Instant unused = waiting.remove(mapping);
            LOG.debug("{} could not be asked for another sweep; the next comes by itself", mapping);
        }
    }

    private void guarded(String mapping, BooleanSupplier stopping) {
        try {
            sweep(mapping, stopping);
        } catch (DatabaseException down) {
            LOG.info("{}: the sweep broke off, SQLState {}", mapping, down.sqlState());
        } catch (RuntimeException fault) {
            LOG.error("{}: the sweep failed", mapping, fault);
        }
    }

    private void sweep(String mapping, BooleanSupplier stopping) {
        Optional<SyncWorker> worker = Optional.ofNullable(workers.get(mapping));
        // Before the tables are read: a field that was deleted would look emptied in every record.
        if (worker.isEmpty() || !worker.get().table().fitsNow()) {
            return;
        }
        Optional<Link> link = worker.get().table().link();
        if (link.isEmpty()) {
            return;
        }
        Optional<Instant> asked = database.transaction(tx -> WholeTableLooks.asked(tx, mapping));
        sweeps.begin(mapping);
        switch (new Sweep(link.get(), database, zapier, stopping).run()) {
            case Sweep.Result.Complete complete -> {
                sweeps.complete(mapping, complete.supabaseRows(), complete.zapierRecords(), complete.found());
                asked.ifPresent(at -> database.apply(tx -> WholeTableLooks.done(tx, mapping, at)));
                told(mapping, complete.found());
            }
            case Sweep.Result.Broken broken -> {
                sweeps.broken(mapping, broken.reason(), broken.found());
                LOG.info("{}: the sweep broke off: {}", mapping, broken.reason());
                told(mapping, broken.found());
            }
        }
        worker.get().nudge();
    }

    private static void told(String mapping, long found) {
        if (found > 0) {
            LOG.info("{}: the sweep found {} records that no webhook had announced", mapping, found);
        }
    }

    @Override
    public void close() {
        open = false;
        scheduler.stop();
    }
}
