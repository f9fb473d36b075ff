package io.syncbridge.webhooks;

import java.time.Duration;
import java.util.Set;

/**
 * What all requests together may ask for.
 *
 * @param perSecond webhooks of one source address in a second, 1 or more; as many may come at once
 * @param connections open at once, 1 or more; further ones wait until one is closed
 * @param headTime how long a request line and its headers may take together, more than zero
 * @param proxies addresses whose {@code X-Forwarded-For} is believed; anybody else is the source itself
 */
public record TrafficLimits(int perSecond, int connections, Duration headTime, Set<String> proxies) {

    /** Copies, and refuses limits that would let nothing in. */
    public TrafficLimits {
        proxies = Set.copyOf(proxies);
        if (perSecond < 1 || connections < 1 || !headTime.isPositive()) {
            throw new IllegalArgumentException("traffic limits must be positive: " + perSecond + " a second, "
                    + connections + " connections, " + headTime);
        }
    }

    /** 20,000 a second, 1,000 connections, 10 seconds, no proxy. */
    public static TrafficLimits defaults() {
        return new TrafficLimits(20_000, 1000, Duration.ofSeconds(10), Set.of());
    }
}
