package io.syncbridge.bridge.store;

import io.syncbridge.bridge.zapier.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * How much of the running window's calls of Zapier all instances of an account have taken together.
 *
 * @param limit what they allow themselves
 * @param windowStart when the running window began, by the database's clock
 * @param used calls taken in it, in blocks: some may not be made yet
 * @param renewsIn until the next window
 */
public record ZapierBudget(RateLimit limit, Instant windowStart, int used, Duration renewsIn) {
    private static final String READ = """
            with running as (
              select date_bin(cast(? as bigint) * interval '1 millisecond', clock_timestamp(),
                              timestamptz '2001-01-01 00:00:00+00') as start)
            select r.start, coalesce(b.used, 0) as used,
                   (extract(epoch from r.start - clock_timestamp()) * 1000)::bigint as since_ms
              from running r left join bridge.zapier_budget b on b.account = ? and b.window_start = r.start
            """;

    /** Reads it. */
    public static ZapierBudget read(Database database, String account, RateLimit limit) {
        return database.transaction(tx -> tx.first(
                        READ,
                        row -> new ZapierBudget(
                                limit,
                                Tx.instant(row, "start").orElse(Instant.EPOCH),
                                row.getInt("used"),
                                limit.window().plusMillis(row.getLong("since_ms"))),
                        limit.window().toMillis(),
                        account))
                .orElseThrow();
    }
}
