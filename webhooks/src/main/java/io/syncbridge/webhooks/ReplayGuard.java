package io.syncbridge.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Remembers which signed deliveries are stored, so that a repeated one costs nothing. Only a saving: a delivery that slips
 * through (another instance, a restart, two copies at the same moment) names a record that is then looked at twice.
 */
final class ReplayGuard {
    /** At some 300 bytes each about 30 MB. */
    private static final int MOST_IDS = 100_000;

    private final Cache<String, Boolean> stored;

    ReplayGuard(InstantSource clock) {
        this.stored = Caffeine.newBuilder()
                .maximumSize(MOST_IDS)
                // A timestamp may lie a tolerance ahead and is then good for two.
                .expireAfterWrite(SignatureHeaders.TOLERANCE.multipliedBy(2))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** True when this delivery is stored already. Addresses have their own ids: one event may be sent to several. */
    boolean isRepeated(String path, String id) {
        return stored.getIfPresent(path + ' ' + id) != null;
    }

    /** To be called once the delivery is durable, and not before: a refused one must be let in again. */
    void remember(String path, String id) {
        stored.put(path + ' ' + id, true);
    }
}
