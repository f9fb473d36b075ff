package io.syncbridge.bridge.backfill;

import io.syncbridge.bridge.sync.SyncWorker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Works off what is due, beside a running bridge if there is one.
 *
 * @param patience how long to go on while nothing gets less: a record that fails again and again, a side that is away
 */
record DueWork(SyncWorker worker, BooleanSupplier stopped, Duration patience) {
    private static final Duration NAP = Duration.ofMillis(500);

    /** Works until at most so many are due; false when they do not get less, or when told to stop. */
    boolean below(long most) {
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + patience.toNanos();
        while (!stopped.getAsBoolean()) {
            worker.drain();
            long pending = worker.records().backlog().pending();
            if (pending <= most) {
                return true;
            }
            if (pending < least) {
                least = pending;
                deadline = System.nanoTime() + patience.toNanos();
            }
            if (System.nanoTime() > deadline || !waited()) {
                return false;
            }
        }
        return false;
    }

    /** Until something may be due again; false when interrupted. */
    private boolean waited() {
        Duration until =
                worker.records().nextDue().filter(due -> due.compareTo(NAP) < 0).orElse(NAP);
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(20, until.toMillis()));
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
