package io.syncbridge.bridge.verify;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares every mapping's sides at an interval, one mapping after the other, and keeps what was found. */
public final class VerifySchedule {
    private static final Logger LOG = LoggerFactory.getLogger(VerifySchedule.class);

    private final Map<String, SyncWorker> workers;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Patience patience;

    /**
     * A schedule for these mappings.
     *
     * @param zapier a client that leaves the larger part of the rate limit to live changes
     */
    public VerifySchedule(
            Map<String, SyncWorker> workers, Database database, ZapierTablesClient zapier, Patience patience) {
        this.workers = new TreeMap<>(workers);
        this.database = database;
        this.zapier = zapier;
        this.patience = patience;
    }

    /**
     * The recurring job, for a scheduler to run on one instance at a time.
     *
     * @param interval from the end of one to the next, and before the first: a bridge that has just started has changes to
     *     catch up with
     */
    public RecurringTask<Void> task(Duration interval) {
        return Tasks.recurring("verify", new AfterEach(interval))
                .execute((instance, context) -> run(context.getSchedulerState()::isShuttingDown));
    }

    private record AfterEach(Duration interval) implements Schedule {
        @Override
        public Instant getNextExecutionTime(ExecutionComplete last) {
            return last.getTimeDone().plus(interval);
        }

        @Override
        public Instant getInitialExecutionTime(Instant now) {
            return now.plus(interval);
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }
    }

    private void run(BooleanSupplier stopping) {
        workers.forEach((mapping, worker) -> {
            // Before the tables are read: a field that was deleted would look emptied in every record.
            Optional<Link> link = worker.table().fitsNow() ? worker.table().link() : Optional.empty();
            if (link.isPresent() && !stopping.getAsBoolean()) {
                verify(link.get(), stopping);
            }
        });
    }

    private void verify(Link link, BooleanSupplier stopping) {
        try {
            Verified found = new Verification(link, database, zapier, patience, stopping, Progress.SILENT).run();
            VerifiedJson.keep(new Verifications(database), found);
            switch (found) {
                case Verified.Complete complete -> told(complete);
                case Verified.Broken broken ->
                    LOG.info("{}: the comparison broke off: {}", broken.mapping(), broken.reason());
            }
        } catch (RuntimeException fault) {
            LOG.error("{}: the comparison failed", link.mapping().name(), fault);
        }
    }

    private static void told(Verified.Complete found) {
        if (found.differing() > 0) {
            LOG.warn(
                    "{}: {} records differ between Zapier and Supabase; ./bridgectl verify {} lists them, --repair"
                            + " settles them",
                    found.mapping(),
                    found.differing(),
                    found.mapping());
        }
    }
}
