package io.syncbridge.bridge.zapier;

import java.time.Duration;

/**
 * How many calls of the API the bridge allows itself, all its instances together.
 *
 * @param calls in one window, from 1
 * @param window its length, from one second to one day
 */
public record RateLimit(int calls, Duration window) {

    /**
     * Nothing is published for the API itself. The figures for a step in a Zap are 450 calls a minute and 150 in 5 seconds
     * for each table; 60 in 10 seconds for all tables together keeps both, however the windows fall. Source:
     * zapier-tables-api reference, section 3.2.
     */
    public static final RateLimit DEFAULT = new RateLimit(60, Duration.ofSeconds(10));

    /** Checks the ranges. */
    public RateLimit {
        if (calls < 1 || calls > 1_000_000) {
            throw new IllegalArgumentException("calls must be 1 to 1000000, not " + calls);
        }
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a window lasts from one second to one day, not " + window);
        }
    }
}
