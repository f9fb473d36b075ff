package io.syncbridge.bridge.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before looking at a record again: doubling from {@code first} to {@code most} with full jitter, so
 * that many records that failed together do not come back together.
 */
public record Backoff(Duration first, Duration most) {

    /** The default: 200 ms doubling to 5 minutes. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(5));

    /**
     * The wait after so many failed passes.
     *
     * @param tries passes that failed before this one, from 0
     * @param least what the other side asked for; the wait is never shorter
     */
    public Duration delay(int tries, Duration least, RandomGenerator random) {
        long cap = Math.min(most.toMillis(), first.toMillis() << Math.min(tries, 20));
        Duration jittered = Duration.ofMillis(random.nextLong(cap / 2, cap + 1));
        return jittered.compareTo(least) < 0 ? least : jittered;
    }
}
