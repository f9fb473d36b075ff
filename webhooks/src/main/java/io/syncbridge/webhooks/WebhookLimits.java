package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;
import java.time.Duration;

/**
 * How much one request may ask for. Fixed besides these: 1,000 events in one body, headers of 16 KiB, JSON nested 68 deep
 * (64 in a column and four levels of envelope), numbers of 150,000 digits (PostgreSQL's numeric has up to 147,455), names of 50,000
 * characters, 2,000,000 names, values and brackets.
 *
 * @param supabaseBodyBytes the largest Supabase body, 1 or more; an UPDATE carries the row twice
 * @param zapierBodyBytes the largest Zapier body, 1 or more
 * @param bodyTime how long a body may take from its first to its last byte, more than zero
 * @param traffic what all requests together may ask for
 */
public record WebhookLimits(int supabaseBodyBytes, int zapierBodyBytes, Duration bodyTime, TrafficLimits traffic) {
    static final int MAX_EVENTS = 1000;

    /** Refuses limits that would let nothing in. */
    public WebhookLimits {
        if (supabaseBodyBytes < 1 || zapierBodyBytes < 1 || !bodyTime.isPositive()) {
            throw new IllegalArgumentException("webhook limits must be positive: " + supabaseBodyBytes + " and "
                    + zapierBodyBytes + " bytes, " + bodyTime);
        }
    }

    /** With the usual traffic. */
    public WebhookLimits(int supabaseBodyBytes, int zapierBodyBytes, Duration bodyTime) {
        this(supabaseBodyBytes, zapierBodyBytes, bodyTime, TrafficLimits.defaults());
    }

    /** 16 MiB for Supabase, 1 MiB for Zapier, 30 seconds. */
    public static WebhookLimits defaults() {
        return new WebhookLimits(16 << 20, 1 << 20, Duration.ofSeconds(30));
    }

    /** The same with other traffic. */
    public WebhookLimits with(TrafficLimits other) {
        return new WebhookLimits(supabaseBodyBytes, zapierBodyBytes, bodyTime, other);
    }

    int bodyBytes(Side side) {
        return switch (side) {
            case SUPABASE -> supabaseBodyBytes;
            case ZAPIER -> zapierBodyBytes;
        };
    }
}
