package io.syncbridge.bridge.ops;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * A warning that many records or requests may cause in the same moment, because a side is away: logged at most once in ten
 * seconds, with how often it was held back since. One for each kind of warning.
 */
public final class RareWarning {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Logger log;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE);
    private final AtomicLong heldBack = new AtomicLong();

    /** A warning in this log. */
    public RareWarning(Logger log) {
        this.log = log;
    }

    /** Logs a message with its parameters, or counts it. */
    public void warn(String format, Object... parameters) {
        long now = System.nanoTime();
        long before = last.get();
        if (now - before < PAUSE || !last.compareAndSet(before, now)) {
            heldBack.incrementAndGet();
            return;
        }
        long held = heldBack.getAndSet(0);
        if (held == 0) {
            log.warn(format, parameters);
        } else {
            Object[] all = java.util.Arrays.copyOf(parameters, parameters.length + 1);
            all[parameters.length] = held;
            log.warn(format + " (and {} times since the last such line)", all);
        }
    }
}
