package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must not be called for a while: the account, a table, or a table's writes. When a pause for anything but
 * throttling is over, one call goes ahead to see whether it still holds; the others wait for what it learns. Other
 * instances know of all pauses within a second, and heed all but those for credentials, which may be their own.
 */
final class ZapierPauses {
    private static final Logger LOG = LoggerFactory.getLogger(ZapierPauses.class);
    /** How long the others wait for the one that went ahead; no call takes longer. */
    private static final Duration PROBE = Duration.ofSeconds(30);

    private static final Duration FIRST_LOGIN_WAIT = Duration.ofSeconds(30);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final SharedLimits shared;
    private final Map<Key, Held> held = new HashMap<>();
    private long looked = System.nanoTime() - FRESH.toNanos();

    private record Key(Optional<String> table, boolean writesOnly) {
        @Override
        public String toString() {
            return table.map(id -> "table " + id).orElse("account") + (writesOnly ? ", writes" : "");
        }
    }

    /** One pause; {@code agreed} when the others know of it, {@code probing} while one call goes ahead. */
    private record Held(
            Answer.Cause cause,
            String reason,
            Instant since,
            Instant until,
            Duration step,
            boolean probing,
            boolean agreed) {
        /** A clock that was set back ends a pause rather than making it last. */
        boolean stands(Instant now) {
            return now.isBefore(until) && !now.isBefore(since);
        }
    }

    ZapierPauses(InstantSource clock, SharedLimits shared) {
        this.clock = clock;
        this.shared = shared;
    }

    /** Whether a pause forbids the call; nothing is changed by asking. */
    <T> Optional<Answer.Later<T>> standing(ZapierCall call) {
        refresh();
        return check(call, false);
    }

    /** As {@link #standing}, right before sending: a pause that is over lets this call go ahead of the others. */
    <T> Optional<Answer.Later<T>> enter(ZapierCall call) {
        return check(call, true);
    }

    private synchronized <T> Optional<Answer.Later<T>> check(ZapierCall call, boolean sending) {
        Instant now = clock.instant();
        for (Key key : keys(call)) {
            Held pause = held.get(key);
            if (pause != null && pause.stands(now)) {
                return Optional.of(
                        new Answer.Later<>(Duration.between(now, pause.until()), pause.reason(), pause.cause()));
            }
            if (pause != null && pause.cause() == Answer.Cause.THROTTLED) {
                held.remove(key);
            } else if (pause != null && sending) {
                Held probe = new Held(
                        pause.cause(), pause.reason(), now, now.plus(PROBE), pause.step(), true, pause.agreed());
                held.put(key, probe);
            }
        }
        return Optional.empty();
    }

    /** Zapier asked for a pause; the longer of two stays. */
    void throttled(Optional<String> table, Duration wait, String reason) {
        Key key = new Key(table, false);
        boolean agreed = tell(key, Answer.Cause.THROTTLED, reason, wait);
        Instant now = clock.instant();
        synchronized (this) {
            Held known = held.get(key);
            if (known == null || known.until().isBefore(now.plus(wait))) {
                held.put(key, new Held(Answer.Cause.THROTTLED, reason, now, now.plus(wait), wait, false, agreed));
            }
        }
    }

    /** Zapier refused the login; the wait doubles from 30 seconds to 5 minutes. Answers it. */
    Duration loginRefused(String reason) {
        return refused(new Key(Optional.empty(), false), Answer.Cause.CREDENTIALS, reason, FIRST_LOGIN_WAIT);
    }

    /** Zapier does not allow this, or the table is gone: seen to again every 5 minutes. Answers the wait. */
    Duration refused(ZapierCall call, Answer.Cause cause, String reason) {
        boolean writesOnly =
                cause == Answer.Cause.DENIED && call.writes() && call.table().isPresent();
        return refused(new Key(call.table(), writesOnly), cause, reason, MOST);
    }

    private Duration refused(Key key, Answer.Cause cause, String reason, Duration first) {
        Instant now = clock.instant();
        Duration step = first;
        synchronized (this) {
            Held known = held.get(key);
            if (known != null && known.cause() == cause) {
                if (known.stands(now) && !known.probing()) {
                    return Duration.between(now, known.until()); // others that were under way learnt the same
                }
                Duration twice = known.step().multipliedBy(2);
                step = twice.compareTo(MOST) < 0 ? twice : MOST;
            } else {
                LOG.warn("Zapier, {}: {}; trying again from time to time", key, reason);
            }
            held.put(key, new Held(cause, reason, now, now.plus(step), step, false, false));
        }
        boolean agreed = tell(key, cause, reason, step);
        synchronized (this) {
            held.computeIfPresent(
                    key,
                    (same, pause) -> new Held(
                            pause.cause(),
                            pause.reason(),
                            pause.since(),
                            pause.until(),
                            pause.step(),
                            pause.probing(),
                            agreed));
        }
        return step;
    }

    /** The call was let in: what stood against its kind is over. Throttling ends by time alone. */
    void worked(ZapierCall call) {
        List<Key> over = new ArrayList<>();
        synchronized (this) {
            for (Key key : keys(call)) {
                Held pause = held.get(key);
                if (pause != null && pause.cause() != Answer.Cause.THROTTLED) {
                    held.remove(key);
                    over.add(key);
                }
            }
        }
        for (Key key : over) {
            LOG.info("Zapier, {}: works again", key);
            shared.end(key.table(), key.writesOnly());
        }
    }

    /** What is paused now, for people. */
    List<ZapierPause> now() {
        refresh();
        synchronized (this) {
            Instant now = clock.instant();
            return held.entrySet().stream()
                    .filter(entry ->
                            entry.getValue().stands(now) || entry.getValue().cause() != Answer.Cause.THROTTLED)
                    .map(entry -> new ZapierPause(
                            entry.getKey().table(),
                            entry.getKey().writesOnly(),
                            entry.getValue().cause(),
                            entry.getValue().reason(),
                            entry.getValue().until()))
                    .toList();
        }
    }

    private boolean tell(Key key, Answer.Cause cause, String reason, Duration wait) {
        return shared.keep(new SharedLimits.Agreed(key.table(), key.writesOnly(), cause, reason, wait));
    }

    private void refresh() {
        synchronized (this) {
            if (System.nanoTime() - looked < FRESH.toNanos()) {
                return;
            }
            looked = System.nanoTime();
        }
        shared.pauses().ifPresent(this::take);
    }

    private synchronized void take(List<SharedLimits.Agreed> agreed) {
        Instant now = clock.instant();
        Set<Key> told = new HashSet<>();
        for (SharedLimits.Agreed pause : agreed) {
            Key key = new Key(pause.table(), pause.writesOnly());
            told.add(key);
            Instant until = now.plus(pause.left());
            Held known = held.get(key);
            boolean news = known == null || known.until().isBefore(until);
            if (pause.cause() != Answer.Cause.CREDENTIALS && pause.left().isPositive() && news) {
                held.put(key, new Held(pause.cause(), pause.reason(), now, until, pause.left(), false, true));
            }
        }
        held.entrySet().removeIf(entry -> entry.getValue().agreed() && !told.contains(entry.getKey()));
    }

    private static List<Key> keys(ZapierCall call) {
        List<Key> keys = new ArrayList<>();
        keys.add(new Key(Optional.empty(), false));
        if (call.table().isPresent()) {
            keys.add(new Key(call.table(), false));
            if (call.writes()) {
                keys.add(new Key(call.table(), true));
            }
        }
        return keys;
    }
}
