package io.syncbridge.bridge.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before looking at a record again: anything from nothing to a cap that doubles from {@code first} to
 * {@code most} (full jitter), so that many records that failed together do not come back together.
 */
public record Backoff(Duration first, Duration most) {

    /** The default: 200 ms doubling to 5 minutes. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(5));

    /** Spreads what was held up together; small beside any hold. */
    private static final Duration SPREAD = Duration.ofMillis(500);

    /**
     * The wait after so many failed passes.
     *
     * @param tries passes that failed before this one, from 0
     * @param least what the other side asked for; the jitter comes on top, so the wait is never shorter
     */
    public Duration delay(int tries, Duration least, RandomGenerator random) {
        long cap = Math.min(most.toMillis(), first.toMillis() << Math.min(tries, 20));
        return least.plusMillis(random.nextLong(cap + 1));
    }

    /** The wait for what is held up by something that has nothing to do with the record. */
    public static Duration held(Duration wait, RandomGenerator random) {
        return wait.plusMillis(random.nextLong(SPREAD.toMillis() + 1));
    }
}
