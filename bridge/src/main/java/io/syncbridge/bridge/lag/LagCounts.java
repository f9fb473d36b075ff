package io.syncbridge.bridge.lag;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How many changes had which lag, in buckets that grow by a fifth each (four to a doubling), from 1 ms to over four hours. A
 * percentile read from it is at most a fifth too high. Counts of several minutes or instances simply add up.
 *
 * @param counts by bucket, {@value #BUCKETS} of them
 */
record LagCounts(List<Long> counts) {
    static final int BUCKETS = 97;
    static final LagCounts NONE = new LagCounts(zeros());

    LagCounts {
        counts = List.copyOf(counts);
        if (counts.size() != BUCKETS) {
            throw new IllegalArgumentException("lag counts come in " + BUCKETS + " buckets, not " + counts.size());
        }
    }

    private static List<Long> zeros() {
        Long[] zeros = new Long[BUCKETS];
        Arrays.fill(zeros, 0L);
        return List.of(zeros);
    }

    /** The bucket of a lag; negative lags, of clocks that differ, count as none. */
    static int bucket(Duration lag) {
        double millis = lag.isNegative() ? 0 : lag.toNanos() / 1e6;
        return millis <= 1 ? 0 : (int) Math.min(BUCKETS - 1, Math.ceil(4 * Math.log(millis) / Math.log(2)));
    }

    /** The largest lag that falls into a bucket. */
    static Duration most(int bucket) {
        return Duration.ofNanos(Math.round(Math.pow(2, bucket / 4.0) * 1e6));
    }

    long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    LagCounts plus(LagCounts other) {
        Long[] sums = new Long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            sums[i] = counts.get(i) + other.counts.get(i);
        }
        return new LagCounts(List.of(sums));
    }

    /**
     * The lag that the given share of changes did not exceed.
     *
     * @param share above 0, at most 1
     * @throws IllegalStateException when nothing was counted
     */
    Duration percentile(double share) {
        long wanted = (long) Math.ceil(share * total());
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts.get(i);
            if (seen >= wanted && seen > 0) {
                return most(i);
            }
        }
        throw new IllegalStateException("no lag was counted");
    }
}
