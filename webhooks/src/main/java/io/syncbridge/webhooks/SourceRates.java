package io.syncbridge.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many webhooks each source address may send: a bucket that holds a second's worth and fills evenly. Asked before
 * anything else, so that trying secrets is limited too.
 */
final class SourceRates {
    /** Sources beyond these push out whoever was quiet longest; a source that was pushed out begins with a full bucket. */
    private static final int MOST_SOURCES = 10_000;

    private final TrafficLimits limits;
    private final InstantSource clock;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MOST_SOURCES).build();

    private record Bucket(double left, Instant at) {}

    SourceRates(TrafficLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** True when this source may send one more webhook now; counts it. */
    boolean permits(String source) {
        Instant now = clock.instant();
        AtomicBoolean permitted = new AtomicBoolean();
        buckets.asMap().compute(source, (name, bucket) -> {
            double filled = bucket == null ? limits.perSecond() : filled(bucket, now);
            permitted.set(filled >= 1);
            return new Bucket(permitted.get() ? filled - 1 : filled, now);
        });
        return permitted.get();
    }

    private double filled(Bucket bucket, Instant now) {
        // A clock that is set back must not empty a bucket.
        long millis = Math.max(0, Duration.between(bucket.at(), now).toMillis());
        return Math.min(limits.perSecond(), bucket.left() + millis / 1000.0 * limits.perSecond());
    }

    /** Who sends. */
    String source(String peer, RequestHeaders headers) {
        return new CallerAddress(limits.proxies()).of(peer, headers);
    }
}
