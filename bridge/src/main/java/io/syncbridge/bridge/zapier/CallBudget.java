package io.syncbridge.bridge.zapier;

import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spends the calls that all instances share. Permits are taken in blocks that double while calls come fast, so that a
 * busy instance asks seldom and an idle one holds back nothing; a block ends with its window. While the shared budget
 * cannot be reached, a limiter of this process alone keeps the pace.
 */
final class CallBudget {
    private static final Duration ALONE = Duration.ofSeconds(5);
    private static final int MOST_IN_A_BLOCK = 8;

    private final RateLimit limit;
    private final SharedLimits shared;
    private final Share foreground;
    private final Share background;
    private final LongAdder waited = new LongAdder();

    CallBudget(RateLimit limit, SharedLimits shared) {
        this.limit = limit;
        this.shared = shared;
        this.foreground = new Share(false, limit.calls());
        this.background = new Share(true, (limit.calls() + 1) / 2);
    }

    /** Takes a permit, waiting for one at most this long; otherwise answers when to come back. */
    Optional<Duration> acquire(boolean inBackground, Duration patience) {
        Share share = inBackground ? background : foreground;
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Duration> wait = share.take();
            if (wait.isEmpty()) {
                return wait;
            }
            if (System.nanoTime() + wait.get().toNanos() > deadline) {
                return wait;
            }
            long began = System.nanoTime();
            try {
                TimeUnit.NANOSECONDS.sleep(wait.get().toNanos());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return wait;
            } finally {
                waited.add(System.nanoTime() - began);
            }
        }
    }

    /** How long calls have waited for permits, all together. */
    Duration waited() {
        return Duration.ofNanos(waited.sum());
    }

    private final class Share {
        private final boolean inBackground;
        private final RateLimiter<Object> alone;
        private final ReentrantLock lock = new ReentrantLock();
        private int left;
        private int block = 1;
        private long windowEnd = System.nanoTime();
        private long aloneUntil = System.nanoTime();
        private boolean empty;

        Share(boolean inBackground, int calls) {
            this.inBackground = inBackground;
            this.alone = RateLimiter.burstyBuilder(calls, limit.window()).build();
        }

        /** Takes one permit, or tells how long there will be none. */
        Optional<Duration> take() {
            lock.lock();
            try {
                long now = System.nanoTime();
                if (now - aloneUntil < 0) {
                    return alone();
                }
                if (now - windowEnd >= 0) {
                    left = 0;
                    block = 1;
                    empty = false;
                }
                if (left > 0) {
                    left--;
                    return Optional.empty();
                }
                return empty ? Optional.of(Duration.ofNanos(windowEnd - now)) : refill(now);
            } finally {
                lock.unlock();
            }
        }

        private Optional<Duration> refill(long now) {
            Optional<SharedLimits.Grant> grant = shared.take(block, inBackground);
            if (grant.isEmpty()) {
                aloneUntil = System.nanoTime() + ALONE.toNanos();
                return alone();
            }
            // Counted from before the question: permits must not outlive the window they belong to.
            windowEnd = now + grant.get().reset().toNanos();
            empty = grant.get().permits() == 0;
            if (empty) {
                return Optional.of(grant.get().reset());
            }
            left = grant.get().permits() - 1;
            block = Math.min(MOST_IN_A_BLOCK, block * 2);
            return Optional.empty();
        }

        private Optional<Duration> alone() {
            return alone.tryAcquirePermit()
                    ? Optional.empty()
                    : Optional.of(limit.window().dividedBy(limit.calls()).plusMillis(1));
        }
    }
}
