package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Calls for work that reads whole tables: where only the budget of calls is used up they wait and are made again. Every
 * other answer is given as it came.
 *
 * @param stopped true when nobody wants the answer any more
 */
public record PatientCalls(BooleanSupplier stopped) {
    /** Half of the default budget comes back every ten seconds; a longer wait is Zapier's own wish to be left alone. */
    private static final Duration MOST_WAIT = Duration.ofMinutes(2);

    private static final long NAP = Duration.ofMillis(500).toNanos();

    /** Makes the call, again and again while it is throttled, for two minutes at most. */
    public <T> Answer<T> ask(Supplier<Answer<T>> call) {
        long deadline = System.nanoTime() + MOST_WAIT.toNanos();
        while (true) {
            Answer<T> answer = call.get();
            if (!(answer instanceof Answer.Later<T> later)
                    || later.cause() != Answer.Cause.THROTTLED
                    || deadline - System.nanoTime() < later.delay().toNanos()
                    || !waited(later.delay())) {
                return answer;
            }
        }
    }

    /** False when told to stop meanwhile. */
    private boolean waited(Duration wait) {
        long end = System.nanoTime() + Math.max(wait.toNanos(), 1);
        try {
            while (System.nanoTime() < end) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.sleep(Math.min(NAP, Math.max(1, end - System.nanoTime())));
            }
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
