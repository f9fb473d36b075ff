package io.syncbridge.bridge.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Ten wrong tokens from one address, and it must wait five minutes from the first. At most 10,000 addresses are remembered. */
final class LoginBrake {
    private static final int MOST = 10;
    private static final Duration WAIT = Duration.ofMinutes(5);

    private final Cache<String, AtomicInteger> wrong;

    LoginBrake(Ticker ticker) {
        this.wrong = Caffeine.newBuilder()
                .expireAfterWrite(WAIT)
                .maximumSize(10_000)
                .ticker(ticker)
                .build();
    }

    boolean permits(String address) {
        AtomicInteger tries = wrong.getIfPresent(address);
        return tries == null || tries.get() < MOST;
    }

    void wrong(String address) {
        int unused = wrong.get(address, none -> new AtomicInteger()).incrementAndGet();
    }

    Duration pause() {
        return WAIT;
    }
}
