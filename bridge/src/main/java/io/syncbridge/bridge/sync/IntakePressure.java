package io.syncbridge.bridge.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many webhooks wait to be stored. A webhook that is not answered in time is never sent again, what is stored can wait:
 * while more wait than the next commit will take at once, workers claim nothing new, for a while.
 */
public final class IntakePressure {
    /** A calm intake never has so many: one commit takes a few milliseconds. */
    private static final int MANY = 16;

    /** However many come, some work goes on. */
    private static final Duration MOST = Duration.ofMillis(500);

    private static final long LOOK_MILLIS = 2;

    private final AtomicInteger waiting = new AtomicInteger();

    /** One more waits. */
    void queued() {
        waiting.incrementAndGet();
    }

    /** So many wait no longer. */
    void taken(int count) {
        waiting.addAndGet(-count);
    }

    /** Lets webhooks go first. */
    void giveWay() throws InterruptedException {
        long end = System.nanoTime() + MOST.toNanos();
        while (waiting.get() >= MANY && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
