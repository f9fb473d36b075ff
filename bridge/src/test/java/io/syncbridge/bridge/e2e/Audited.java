package io.syncbridge.bridge.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes that benchmarks count, by their audit rows. It looks seldom, and into the newest rows only: what counts must
 * not cost what is measured. When a change was done, its row says.
 *
 * @param direction as the audit rows say it
 * @param after rows with a higher id count
 */
record Audited(TestStack stack, String direction, long after) {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long PACE_MILLIS = 50;
    private static final String OURS =
            " from audit_log where id > ? and actor = 'sync-bridge' and metadata ->> 'sync_direction' = ?";

    /** All there are. */
    static Audited all(TestStack stack, String direction) {
        return new Audited(stack, direction, 0);
    }

    /** Those from now on. */
    static Audited fromNow(TestStack stack, String direction) {
        return new Audited(stack, direction, newest(stack));
    }

    private static long newest(TestStack stack) {
        return number(stack.database().scalar("select max(id) from audit_log"));
    }

    long count() {
        return number(stack.database().scalar("select count(*)" + OURS, after, direction));
    }

    /**
     * Waits until there are so many and answers when the last of them was written; has Zapier send again what was answered
     * 503, as it does.
     */
    Instant await(long wanted) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (newest(stack) - after < wanted || count() < wanted) {
            if (System.nanoTime() > end) {
                throw new AssertionError(count() + " of " + wanted + " audit rows " + direction + " after " + LIMIT);
            }
            stack.zapier().replayFailedWebhooks();
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        Object micros = stack.database()
                .scalar(
                        "select (extract(epoch from timestamp) * 1000000)::bigint" + OURS
                                + " order by timestamp offset ? limit 1",
                        after,
                        direction,
                        wanted - 1);
        return Instant.EPOCH.plusNanos(number(micros) * 1000);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
