package io.syncbridge.bridge.demo;

import io.syncbridge.bridge.config.ConfigProblems;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the bridge at work on real parts, then proves the outcome: traffic stops, everything settles, both sides are read
 * in full and compared, and a quiet time shows that nothing writes for ever.
 */
public final class Demo {
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final PrintWriter out;
    private final double perSecond;
    private final int port;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A demonstration.
     *
     * @param out where a person reads along
     * @param perSecond changes per second on both sides together, above 0
     * @param port where the bridge listens, 0 for any
     */
    public Demo(PrintWriter out, double perSecond, int port) {
        this.out = out;
        this.perSecond = perSecond;
        this.port = port;
    }

    /** Ends the traffic; {@link #run} then settles, compares and returns. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Runs until the time is over or {@link #stop}.
     *
     * @return true when both sides were equal at the end and nothing wrote for ever
     */
    public boolean run(Optional<Duration> length) throws ConfigProblems, SQLException, InterruptedException {
        say("Starting PostgreSQL, the Zapier Tables simulator and the bridge …");
        try (DemoStack stack = new DemoStack(port)) {
            say("");
            say("  dashboard " + stack.dashboard());
            say("  Zapier    " + stack.zapier().baseUrl() + "   (simulator)");
            say("  Supabase  " + stack.databaseUrl());
            say("");
            say(length.map(time -> "Traffic on both sides for " + time.toSeconds() + " s.")
                    .orElse("Traffic on both sides. Ctrl-C ends it with a summary."));
            Keys keys = new Keys();
            Traffic traffic = new Traffic(
                    new ZapierUsers(stack.zapier(), keys), new SupabaseAgents(stack.application(), keys), perSecond);
            long begun = System.nanoTime();
            try (traffic) {
                traffic.start();
                watch(stack, traffic, length);
            }
            int seconds = (int) Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
            return conclude(stack, traffic, seconds);
        }
    }

    private void watch(DemoStack stack, Traffic traffic, Optional<Duration> length)
            throws SQLException, InterruptedException {
        long end = System.nanoTime() + length.orElse(Duration.ofDays(3650)).toNanos();
        int second = 0;
        while (System.nanoTime() < end
                && !stopped.await(
                        Math.min(1000, Math.max(1, (end - System.nanoTime()) / 1_000_000)), TimeUnit.MILLISECONDS)) {
            second++;
            if (second % 5 != 0) {
                continue;
            }
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%4d s  %,7d changes", second, traffic.onZapier() + traffic.onSupabase()));
            for (Lag lag : Lag.overTheLast(5, stack.application())) {
                line.append(String.format(
                        Locale.ROOT, "   %s p50 %3.0f ms p99 %4.0f ms", lag.arrow(), lag.p50(), lag.p99()));
            }
            line.append(String.format(
                    Locale.ROOT, "   conflicts %d", stack.bridge().figures().conflicts()));
            say(line.toString());
        }
    }

    private boolean conclude(DemoStack stack, Traffic traffic, int seconds) throws SQLException, InterruptedException {
        say("");
        say("Traffic ended. Waiting until everything has settled …");
        boolean settled = awaitQuiet(stack);
        List<Lag> lags = Lag.overTheLast(seconds + (int) SETTLE.toSeconds(), stack.application());
        long writesBefore = stack.rowsWrittenByBridge() + stack.recordsWrittenByBridge();
        say("Comparing both sides in full, and watching whether anything still writes …");
        DemoResult compared = DemoResult.measure(stack);
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        long loops = stack.rowsWrittenByBridge() + stack.recordsWrittenByBridge() - writesBefore;
        compared.print(out, traffic, lags, stack, loops);
        return settled && loops == 0 && compared.differences().isEmpty();
    }

    private static boolean awaitQuiet(DemoStack stack) throws InterruptedException {
        long limit = System.nanoTime() + SETTLE.toNanos();
        int quiet = 0;
        while (quiet < 3 && System.nanoTime() < limit) {
            quiet = stack.isQuiet() ? quiet + 1 : 0;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return quiet >= 3;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
