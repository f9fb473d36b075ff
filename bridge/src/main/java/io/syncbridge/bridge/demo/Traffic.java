package io.syncbridge.bridge.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and agents at work: records are created and edited on both sides at a steady rate, and every two seconds or so
 * the same record is edited on both at once.
 */
final class Traffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    private final ZapierUsers zapierUsers;
    private final SupabaseAgents supabaseAgents;
    private final double perSecond;
    private final LongAdder onZapier = new LongAdder();
    private final LongAdder onSupabase = new LongAdder();
    private final LongAdder collisions = new LongAdder();
    private final AtomicBoolean running = new AtomicBoolean(true);
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
        long pause = (long) (Duration.ofSeconds(1).toNanos() / rate);
        long next = System.nanoTime();
        while (running.get()) {
            next += pause;
            try {
                act.run(random);
            } catch (SQLException | RuntimeException failed) {
                if (running.get()) {
                    LOG.warn("traffic: {}", failed.toString());
                }
            }
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Stops and waits until the last change is made. */
    @Override
    public void close() {
        running.set(false);
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
