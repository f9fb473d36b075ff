package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.Answer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What becomes of a record that could not be settled: tried again after a growing wait, held while something that is not
 * its fault stands in the way, or parked when it has failed too often or too long. Ends the lease in any case.
 */
record Retries(
        Database database,
        SyncRecords records,
        Parking parking,
        SyncCounters counters,
        RetryLimits limits,
        RandomGenerator random) {

    private static final Duration DATABASE_WAIT = Duration.ofSeconds(1);

    /** It failed, and may pass another time. */
    void failed(Claim claim, Duration least, String reason) {
        failed(claim, least, new Failure(Failure.Stage.ZAPIER, reason));
    }

    /** As {@link #failed(Claim, Duration, String)}, with where it stopped. */
    void failed(Claim claim, Duration least, Failure failure) {
        counters.retry();
        if (limits.isSpent(claim)) {
            giveUp(claim, failure);
            return;
        }
        records.later(claim, Backoff.DEFAULT.delay(claim.tries(), least, random));
    }

    /** Zapier did not carry it out, for its own reasons or because of the call. */
    void notDone(Claim claim, Answer.Later<?> later) {
        if (later.cause().isOfTheCall()) {
            failed(claim, later.delay(), later.reason());
            return;
        }
        counters.retry();
        records.hold(claim, Backoff.held(later.delay(), random));
    }

    /** The database failed, not the record. */
    void databaseFailed(Claim claim) {
        counters.retry();
        records.hold(claim, Backoff.held(DATABASE_WAIT, random));
    }

    private void giveUp(Claim claim, Failure failure) {
        // How often and since when stands on the row; a reason that changed each time would be told each time.
        String tried = "given up after repeated failures: " + failure.reason();
        database.apply(tx -> {
            if (records.lock(tx, claim)) {
                boolean unused = parking.setAside(tx, claim, new Failure(failure.stage(), tried, failure.fields()));
            }
        });
    }
}
