package io.syncbridge.bridge.zapier;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Reads how far Zapier's clock is ahead of ours from the {@code Date} of its answers. That header tells whole seconds, so
 * the result is good to about half a second.
 */
public final class ServerClock implements Interceptor {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final InstantSource clock;
    private volatile Optional<Duration> ahead = Optional.empty();

    /** Compared with this clock. */
    public ServerClock(InstantSource clock) {
        this.clock = clock;
    }

    /** By the last answer; empty before the first. */
    public Optional<Duration> ahead() {
        return ahead;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Instant before = clock.instant();
        Response answer = chain.proceed(chain.request());
        Date date = answer.headers().getDate("Date");
        if (date != null) {
            Instant middle =
                    before.plus(Duration.between(before, clock.instant()).dividedBy(2));
            ahead = Optional.of(Duration.between(middle, date.toInstant().plus(HALF_A_SECOND)));
        }
        return answer;
    }
}
