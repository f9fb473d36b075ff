package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.FeedReport;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.bridge.store.RecentConflicts;
import io.syncbridge.bridge.store.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the page shows, read at most once a second and written once for each role, however many look; not at all while nobody
 * does. Where a reading takes long, the next one waits twice as long, so that being looked at never costs more than a third
 * of a connection. A database that does not answer gives no state rather than an old one.
 */
final class StateFeed {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration OLDEST = Duration.ofSeconds(5);
    private static final Duration CONFLICTS_FRESH = Duration.ofSeconds(3);
    private static final int MOST_PARKED = 100;
    private static final int MOST_CONFLICTS = 20;

    private final Sources sources;
    private final LagHistory lag;
    private final RecentConflicts recentConflicts;
    private final BudgetPace pace = new BudgetPace();
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<Sessions.Role, Told> told = new EnumMap<>(Sessions.Role.class);
    private Optional<StateView> last = Optional.empty();
    private Instant nextAt = Instant.EPOCH;
    private List<RecentConflicts.Conflict> conflicts = List.of();
    private Instant conflictsAt = Instant.EPOCH;

    StateFeed(Sources sources) {
        this.sources = sources;
        this.lag = new LagHistory(sources.database());
        this.recentConflicts = new RecentConflicts(sources.database(), sources.mappings());
    }

    /**
     * The state as a role is told it.
     *
     * @param content all but the time, to tell news by
     * @param json with the time of the reading
     */
    record Told(String content, String json) {}

    /** The state, about a second old at most; the same object while nothing is new; empty while the database is away. */
    Optional<Told> now(Sessions.Role role) {
        reading.lock();
        try {
            Instant now = sources.clock().instant();
            if (!now.isBefore(nextAt)) {
                long began = System.nanoTime();
                last = read(now);
                Duration took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(2);
                nextAt = now.plus(took.compareTo(FRESH) < 0 ? FRESH : took.compareTo(OLDEST) > 0 ? OLDEST : took);
            }
            return last.map(view -> told(view, role));
        } finally {
            reading.unlock();
        }
    }

    private Told told(StateView view, Sessions.Role role) {
        Optional<Told> before = Optional.ofNullable(told.get(role));
        if (before.isPresent() && view.isWrittenFor(role)) {
            return before.get();
        }
        ObjectNode json = view.json(new Contents(role, sources.viewers()));
        String content = json.toString();
        Told now = before.filter(same -> same.content().equals(content))
                .orElseGet(() ->
                        new Told(content, json.put("at", view.at().toString()).toString()));
        told.put(role, now);
        return now;
    }

    private Optional<StateView> read(Instant now) {
        try {
            if (conflictsAt.plus(CONFLICTS_FRESH).isBefore(now)) {
                // Dear where few conflicts lie among many audit rows, and nobody waits for them by the second.
                conflicts = recentConflicts.newest(MOST_CONFLICTS);
                conflictsAt = now;
            }
            return Optional.of(new StateView(
                    now,
                    StatusReport.read(sources.database()),
                    lag.recent(StateView.WINDOW),
                    FeedReport.read(sources.database()),
                    new ParkedRecords(sources.database()).list(MOST_PARKED),
                    conflicts,
                    sources.budget().get().map(budget -> {
                        ObjectNode json = Json.object();
                        pace.write(json, budget, now);
                        return json;
                    }),
                    sources.mappings()));
        } catch (DatabaseException down) {
            return Optional.empty();
        }
    }
}
