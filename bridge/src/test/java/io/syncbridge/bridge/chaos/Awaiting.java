package io.syncbridge.bridge.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits with a limit for parts that may be down meanwhile, and looks seldom enough not to be a load itself. */
final class Awaiting {

    private static final long LOOK_MILLIS = 100;

    private final String what;
    private final long end;

    private Awaiting(Duration limit, String what) {
        this.what = what;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Begins to wait.
     *
     * @param what completes the sentence "waited in vain until ..."
     */
    static Awaiting forAtMost(Duration limit, String what) {
        return new Awaiting(limit, what);
    }

    /** Returns once the condition holds; a condition that throws does not hold yet. */
    static void until(String what, Duration limit, Callable<Boolean> condition) {
        Awaiting waiting = forAtMost(limit, what);
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                waiting.again(new IllegalStateException("it does not hold"));
            } catch (AssertionError inVain) {
                throw inVain;
            } catch (Exception notYet) {
                waiting.again(notYet);
            }
        }
    }

    /** A moment's rest before the next look. */
    void again(Exception last) {
        if (System.nanoTime() - end > 0) {
            throw new AssertionError("waited in vain until " + what, last);
        }
        rest(Duration.ofMillis(LOOK_MILLIS));
    }

    /** Lets so much time pass. */
    static void rest(Duration time) {
        try {
            boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
            assert !never;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", stopped);
        }
    }
}
