package io.syncbridge.bridge.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one feed. All times by the database's clock.
 *
 * @param heard how many announcements came so far
 * @param heardAt when the last one came
 * @param expected how many changes were counted so far by other means
 * @param checkedAt when that was counted last
 * @param owedSince a change happened after this moment, and nothing was heard since; empty when nothing is owed
 * @param silent true when something has been owed for too long
 */
public record FeedState(
        long heard,
        Optional<Instant> heardAt,
        long expected,
        Instant checkedAt,
        Optional<Instant> owedSince,
        boolean silent) {

    /**
     * What was seen since the last check.
     *
     * @param heard announcements
     * @param heardAt when the last of them came; empty for none
     * @param expected changes counted by now; fewer than before means that the counter began anew
     * @param limits how late the count and the announcement may be
     */
    public record Seen(long heard, Optional<Instant> heardAt, long expected, Limits limits) {}

    /**
     * How late things may be.
     *
     * @param count how long after a change it may be counted first
     * @param announcement how long after the check before that the announcement may still come
     */
    public record Limits(Duration count, Duration announcement) {}

    /** A feed of which nothing is known yet. */
    public static FeedState unknown(long expected, Instant now) {
        return new FeedState(0, Optional.empty(), expected, now, Optional.empty(), false);
    }

    /**
     * The state after a check. A change counted now happened after the last check, or so much before it as counts may be
     * late; whatever was heard after that moment shows that the feed lives.
     */
    public FeedState after(Seen seen, Instant now) {
        Optional<Instant> last = seen.heardAt()
                .filter(at -> heardAt.isEmpty() || at.isAfter(heardAt.get()))
                .or(() -> heardAt);
        boolean changed = seen.expected() > expected;
        Optional<Instant> owed = owedSince
                .or(() -> changed ? Optional.of(checkedAt.minus(seen.limits().count())) : Optional.empty())
                .filter(since -> last.isEmpty() || last.get().isBefore(since));
        boolean late = owed.map(since ->
                        since.plus(seen.limits().count()).plus(seen.limits().announcement()))
                .filter(now::isAfter)
                .isPresent();
        return new FeedState(heard + seen.heard(), last, seen.expected(), now, owed, late);
    }
}
