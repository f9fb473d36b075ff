package io.syncbridge.bridge.store;

import io.syncbridge.bridge.zapier.RateLimit;

/**
 * How many calls of Zapier all instances of an account have taken together.
 *
 * @param limit what they allow themselves
 * @param taken since they count
 * @param used of the limit: calls under way, or answered within the last window
 */
public record ZapierBudget(RateLimit limit, long taken, int used) {
    private static final String READ = """
            select coalesce((select taken from bridge.zapier_budget where account = ?), 0) as taken,
                   coalesce(sum(calls), 0) as used
              from bridge.zapier_calls where account = ? and free_at > clock_timestamp()
            """;

    /** Reads it. */
    public static ZapierBudget read(Database database, String account, RateLimit limit) {
        return database.transaction(tx -> tx.first(
                        READ,
                        row -> new ZapierBudget(limit, row.getLong("taken"), row.getInt("used")),
                        account,
                        account))
                .orElseThrow();
    }
}
