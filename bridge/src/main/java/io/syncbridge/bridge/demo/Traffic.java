package io.syncbridge.bridge.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and agents at work: records are created and edited on both sides at a steady rate, and every two seconds or so
 * the same record is edited on both at once.
 */
final class Traffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    private static final Duration RISE = Duration.ofSeconds(5);

    private final ZapierUsers zapierUsers;
    private final SupabaseAgents supabaseAgents;
    private final double perSecond;
    private final LongAdder onZapier = new LongAdder();
    private final LongAdder onSupabase = new LongAdder();
    private final LongAdder collisions = new LongAdder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService sides = Executors.newVirtualThreadPerTaskExecutor();

    Traffic(ZapierUsers zapierUsers, SupabaseAgents supabaseAgents, double perSecond) {
        this.zapierUsers = zapierUsers;
        this.supabaseAgents = supabaseAgents;
        this.perSecond = perSecond;
    }

    void start() {
        sides.execute(() -> steadily(perSecond / 2, random -> {
            zapierUsers.act(random);
            onZapier.increment();
        }));
        sides.execute(() -> steadily(perSecond / 2, random -> {
            supabaseAgents.act(random);
            onSupabase.increment();
        }));
        sides.execute(() -> steadily(0.5, this::collide));
    }

    long onZapier() {
        return onZapier.sum();
    }

    long onSupabase() {
        return onSupabase.sum();
    }

    long collisions() {
        return collisions.sum();
    }

    private void collide(RandomGenerator random) throws SQLException {
        String job = supabaseAgents.anyJob(random);
        if (supabaseAgents.fail(job, random) && zapierUsers.cancel(job, random)) {
            collisions.increment();
            onSupabase.increment();
            onZapier.increment();
        }
    }

    private interface Act {
        void run(RandomGenerator random) throws SQLException;
    }

    private void steadily(double rate, Act act) {
        RandomGenerator random = RandomGenerator.getDefault();
        long begun = System.nanoTime();
        long next = begun;
        while (true) {
            // Users arrive one by one: the rate rises over the first seconds, as it does after any restart.
            double risen = rate < 1 ? 1 : Math.clamp((double) (next - begun) / RISE.toNanos(), 0.02, 1);
            next += (long) (Duration.ofSeconds(1).toNanos() / (rate * risen));
            try {
                act.run(random);
            } catch (SQLException | RuntimeException failed) {
                if (ended.getCount() > 0) {
                    LOG.warn("traffic: {}", failed.toString());
                }
            }
            if (endsWithin(next - System.nanoTime())) {
                return;
            }
        }
    }

    private boolean endsWithin(long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Stops and waits until the last change is made. */
    @Override
    public void close() {
        ended.countDown();
        sides.shutdown();
        try {
            if (!sides.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("traffic did not stop in time");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
