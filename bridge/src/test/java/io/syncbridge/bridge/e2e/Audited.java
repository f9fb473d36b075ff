package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.Eventually;
import java.time.Duration;

/**
 * The changes that benchmarks count, by their audit rows.
 *
 * @param direction as the audit rows say it
 */
record Audited(TestStack stack, String direction) {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    long count() {
        Object count = stack.database()
                .scalar(
                        "select count(*) from audit_log where actor = 'sync-bridge' and metadata ->> 'sync_direction' = ?",
                        direction);
        return count instanceof Number number ? number.longValue() : 0;
    }

    /** Waits until there are so many; has Zapier send again what was answered 503, as it does. */
    void await(long wanted) {
        Eventually.until(wanted + " audit rows " + direction, LIMIT, () -> {
            stack.zapier().replayFailedWebhooks();
            return count() >= wanted;
        });
    }
}
