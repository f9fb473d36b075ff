package io.syncbridge.bridge.capture;

import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Tables that must be compared in full: one was truncated, or a changed row's key could not be told. For the sweep. */
public final class WholeTableLooks {
    private static final String ASK = """
            insert into bridge.whole_table_look (mapping) values (?)
            on conflict (mapping) do update set asked_at = clock_timestamp()
            """;
    private static final String ASKED = "select asked_at from bridge.whole_table_look where mapping = ?";
    private static final String DONE = "delete from bridge.whole_table_look where mapping = ? and asked_at <= ?";

    private WholeTableLooks() {}

    /** Asks for a look. */
    public static void ask(Tx tx, String mapping) throws SQLException {
        tx.update(ASK, mapping);
    }

    /** When a look was last asked for; empty when none is wanted. */
    public static Optional<Instant> asked(Tx tx, String mapping) throws SQLException {
        return tx.first(ASKED, row -> Tx.instant(row, "asked_at").orElseThrow(), mapping);
    }

    /**
     * A look is done.
     *
     * @param asked what {@link #asked} said before it began; whoever asked later wants another
     */
    public static void done(Tx tx, String mapping, Instant asked) throws SQLException {
        tx.update(DONE, mapping, asked);
    }
}
