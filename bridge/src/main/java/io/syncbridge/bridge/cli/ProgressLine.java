package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.verify.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says how far a long verb is: on a terminal one line that changes, with a bar where it is known how much there will be;
 * elsewhere a plain line at each new stage and every five seconds. With the rate, and the time left where it can be told.
 */
final class ProgressLine implements Progress {
    private static final long EVERY = Duration.ofSeconds(5).toNanos();
    private static final long OFTEN = Duration.ofMillis(100).toNanos();
    private static final int WIDTH = 24;

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, Long> expected;
    private String stage = "";
    private long saidAt;
    private long beganAt;
    private long first;
    private int shown;

    /**
     * A line.
     *
     * @param terminal whether it may change
     * @param expected by mapping and what is counted, separated by a blank: about how many there will be
     */
    ProgressLine(PrintWriter out, boolean terminal, Map<String, Long> expected) {
        this.out = out;
        this.terminal = terminal;
        this.expected = Map.copyOf(expected);
    }

    /** True when a person watches: standard input and output are both a terminal. */
    static boolean isWatched() {
        return Optional.ofNullable(System.console())
                .filter(ProgressLine::isTerminal)
                .isPresent();
    }

    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException before22) {
            return true; // there, a console is there on a terminal only
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    @Override
    public void at(String mapping, String what, long done) {
        boolean fresh = !stage.equals(mapping + " " + what);
        long now = System.nanoTime();
        if (!fresh && now - saidAt < (terminal ? OFTEN : EVERY)) {
            return;
        }
        if (fresh) {
            beganAt = now;
            first = done;
        }
        stage = mapping + " " + what;
        saidAt = now;
        String text = String.format(Locale.ROOT, "%s: %,d %s", mapping, done, what) + pace(done, now);
        if (terminal) {
            String line = bar(done) + text;
            out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            shown = line.length();
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** {@code , 1,200/s, 40 s left}; nothing until it can be told. */
    private String pace(long done, long now) {
        double seconds = (now - beganAt) / 1e9;
        if (seconds < 1 || done <= first) {
            return "";
        }
        double rate = (done - first) / seconds;
        long left = expected.getOrDefault(stage, 0L) - done;
        return String.format(Locale.ROOT, ", %,.0f/s", rate)
                + (left > 0 ? String.format(Locale.ROOT, ", %,.0f s left", left / rate) : "");
    }

    /** Leaves the line empty for what follows. */
    void end() {
        if (shown > 0) {
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
            shown = 0;
        }
    }

    private String bar(long done) {
        long all = expected.getOrDefault(stage, 0L);
        if (all <= 0) {
            return "";
        }
        int full = (int) Math.min(WIDTH, done * WIDTH / all);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
    }
}
