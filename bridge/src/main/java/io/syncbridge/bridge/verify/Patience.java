package io.syncbridge.bridge.verify;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long to wait for records in flight.
 *
 * @param between two looks at a record that seems to differ: a webhook takes less
 * @param most after the first look; what has not come to rest by then is reported as on its way
 * @param repair for records that were made due
 */
public record Patience(Duration between, Duration most, Duration repair) {
    /** For people and schedules. */
    public static final Patience USUAL =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(2));

    private static final long NAP = Duration.ofMillis(250).toNanos();

    /** The same with another limit for repairs. */
    public Patience withRepair(Duration limit) {
        return new Patience(between, most, limit);
    }

    /** The same for records that were waited for already: two looks more. */
    Patience spent() {
        return new Patience(between, between, repair);
    }

    /** Waits; false when told to stop meanwhile. */
    boolean pause(BooleanSupplier stopped) {
        long end = System.nanoTime() + between.toNanos();
        try {
            while (System.nanoTime() < end) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.sleep(Math.min(NAP, Math.max(1, end - System.nanoTime())));
            }
            return !stopped.getAsBoolean();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
