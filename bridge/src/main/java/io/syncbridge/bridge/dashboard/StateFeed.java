package io.syncbridge.bridge.dashboard;

import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.FeedReport;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.bridge.store.RecentConflicts;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the page shows, read at most once a second however many look, and not at all while nobody does. A database that
 * does not answer gives no state rather than an old one.
 */
final class StateFeed {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_PARKED = 100;
    private static final int MOST_CONFLICTS = 20;

    private final Database database;
    private final LagHistory lag;
    private final RecentConflicts conflicts;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<StateView> last = Optional.empty();

    StateFeed(Database database, Collection<TableMapping> mappings, InstantSource clock) {
        this.database = database;
        this.lag = new LagHistory(database);
        this.conflicts = new RecentConflicts(database, mappings);
        this.clock = clock;
    }

    /** The state, at most a second old; empty while the database does not answer. */
    Optional<StateView> now() {
        reading.lock();
        try {
            Instant now = clock.instant();
            if (last.filter(state -> state.at().plus(FRESH).isAfter(now)).isEmpty()) {
                last = read(now);
            }
            return last;
        } finally {
            reading.unlock();
        }
    }

    private Optional<StateView> read(Instant now) {
        try {
            return Optional.of(new StateView(
                    now,
                    StatusReport.read(database),
                    lag.recent(StateView.WINDOW),
                    FeedReport.read(database),
                    new ParkedRecords(database).list(MOST_PARKED),
                    conflicts.newest(MOST_CONFLICTS)));
        } catch (DatabaseException down) {
            return Optional.empty();
        }
    }
}
