package io.syncbridge.bridge.zapier;

import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spends the calls that all instances share. A call may be made while fewer than the limit are under way or were answered
 * within the last window: Zapier counted each of them between its sending and its answer, so that the limit holds there
 * wherever its windows begin. Which calls have ended is told with the next question. While the shared budget cannot be
 * reached, a limiter of this process alone keeps the pace.
 */
final class CallBudget {
    private static final Duration ALONE = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofMillis(1);

    private final RateLimit limit;
    private final SharedLimits shared;
    private final Share foreground;
    private final Share background;
    private final Queue<Over> over = new ConcurrentLinkedQueue<>();
    private final LongAdder waited = new LongAdder();

    /** A call that has ended: when, if it was ever sent. */
    private record Over(SharedLimits.Permit permit, Optional<Long> nanos) {
        SharedLimits.Ended at(long now) {
            return new SharedLimits.Ended(permit, nanos.map(ended -> Duration.ofNanos(now - ended)));
        }
    }

    CallBudget(RateLimit limit, SharedLimits shared) {
        this.limit = limit;
        this.shared = shared;
        this.foreground = new Share(false, limit.calls());
        this.background = new Share(true, (limit.calls() + 1) / 2);
    }

    /** Asks for leave, waiting for it at most this long; {@link #ended} must follow when it is given. */
    SharedLimits.Grant acquire(boolean inBackground, Duration patience) {
        Share share = inBackground ? background : foreground;
        long began = System.nanoTime();
        boolean first = false;
        try {
            first = share.line.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
            return first ? share.awaited(began + patience.toNanos()) : share.none();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return share.none();
        } finally {
            if (first) {
                share.line.unlock();
            }
            waited.add(System.nanoTime() - began);
        }
    }

    /** The call is over, or was not made after all. */
    void ended(SharedLimits.Grant grant, boolean sent) {
        Optional<Long> when = sent ? Optional.of(System.nanoTime()) : Optional.empty();
        grant.permit().ifPresent(permit -> over.add(new Over(permit, when)));
    }

    /** How long calls have waited for leave, all together. */
    Duration waited() {
        return Duration.ofNanos(waited.sum());
    }

    private List<SharedLimits.Ended> toTell() {
        List<SharedLimits.Ended> ended = new ArrayList<>();
        long now = System.nanoTime();
        for (Over call = over.poll(); call != null; call = over.poll()) {
            ended.add(call.at(now));
        }
        return ended;
    }

    private final class Share {
        private final boolean inBackground;
        private final RateLimiter<Object> alone;
        /** Whoever came first asks first; the others stand behind it. */
        private final ReentrantLock line = new ReentrantLock(true);

        private volatile long noneUntil = System.nanoTime();
        private long aloneUntil = System.nanoTime();

        Share(boolean inBackground, int calls) {
            this.inBackground = inBackground;
            this.alone = RateLimiter.burstyBuilder(calls, limit.window()).build();
        }

        SharedLimits.Grant awaited(long deadline) throws InterruptedException {
            SharedLimits.Grant grant = take();
            while (!grant.given() && System.nanoTime() + grant.delay().toNanos() <= deadline) {
                TimeUnit.NANOSECONDS.sleep(grant.delay().toNanos());
                grant = take();
            }
            return grant;
        }

        SharedLimits.Grant none() {
            return new SharedLimits.Grant(
                    Optional.empty(), Duration.ofNanos(Math.max(LEAST.toNanos(), noneUntil - System.nanoTime())));
        }

        private SharedLimits.Grant take() {
            long now = System.nanoTime();
            if (now - aloneUntil < 0) {
                return alone();
            }
            if (now - noneUntil < 0) {
                return none();
            }
            Optional<SharedLimits.Grant> grant = shared.take(inBackground, toTell());
            if (grant.isEmpty()) {
                aloneUntil = System.nanoTime() + ALONE.toNanos();
                return alone();
            }
            noneUntil = System.nanoTime() + grant.get().delay().toNanos();
            return grant.get();
        }

        private SharedLimits.Grant alone() {
            Duration wait = alone.tryAcquirePermit()
                    ? Duration.ZERO
                    : limit.window().dividedBy(limit.calls()).plusMillis(1);
            return new SharedLimits.Grant(Optional.empty(), wait);
        }
    }
}
