package io.syncbridge.bridge.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When each way in was last heard, as whichever instance listens left it in the database. */
public final class FeedReport {
    private static final String READ = """
            select mapping, side, heard, heard_at, silent from bridge.feed order by mapping, side
            """;

    private FeedReport() {}

    /**
     * One feed.
     *
     * @param side {@code supabase} or {@code zapier}
     * @param heard announcements so far
     * @param silent true when something must have been announced and was not
     */
    public record Feed(String mapping, String side, long heard, Optional<Instant> heardAt, boolean silent) {}

    /** All feeds. */
    public static List<Feed> read(Database database) {
        return database.transaction(tx -> tx.all(
                READ,
                row -> new Feed(
                        row.getString("mapping"),
                        row.getString("side"),
                        row.getLong("heard"),
                        Tx.instant(row, "heard_at"),
                        row.getBoolean("silent"))));
    }
}
