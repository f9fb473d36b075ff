package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import java.time.Duration;

/**
 * How long a failing record is tried before it is parked. Whichever bound is met first parks it; what is not the record's
 * fault (throttling, an open circuit, credentials, the database) counts towards neither.
 *
 * @param attempts failed tries in all, at least 1
 * @param reach time from the first failure to the last try
 */
public record RetryLimits(int attempts, Duration reach) {

    /**
     * 72 hours. The wait is anything from 0 to 5 minutes, on average 150 s, so that 72 hours hold about 1730 tries: 2500
     * are a backstop that the reach comes before.
     */
    public static final RetryLimits DEFAULT = new RetryLimits(2500, Duration.ofDays(3));

    /** True when the try that just failed was the last. */
    public boolean isSpent(Claim claim) {
        boolean tooLong = claim.failing()
                .since()
                .filter(since -> since.plus(reach).isBefore(claim.now()))
                .isPresent();
        return tooLong || claim.tries() + 1 >= attempts;
    }
}
