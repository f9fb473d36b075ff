package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What the last sweep of each mapping found, in {@code bridge.sweep}. */
public final class Sweeps {
    private static final String BEGIN = """
            insert into bridge.sweep as s (mapping, started_at) values (?, clock_timestamp())
            on conflict (mapping) do update
               set started_at = excluded.started_at, finished_at = null, trouble = null
            """;
    private static final String COMPLETE = """
            update bridge.sweep
               set finished_at = clock_timestamp(), complete_at = clock_timestamp(), supabase_rows = ?,
                   zapier_records = ?, found = ?, complete_found = ?
             where mapping = ?
            """;
    private static final String BROKEN = "update bridge.sweep set trouble = ?, found = ? where mapping = ?";
    private static final String BEGUN = "select started_at from bridge.sweep where mapping = ?";
    private static final String LAST = """
            select complete_at, supabase_rows, zapier_records, complete_found, trouble from bridge.sweep
             where mapping = ?
            """;

    private final Database database;

    /** Kept in this database. */
    public Sweeps(Database database) {
        this.database = database;
    }

    /**
     * The last sweep of a mapping.
     *
     * @param completeAt when both sides were last compared in full; empty when never
     * @param found how many records differed then that nobody had announced
     * @param trouble why the latest attempt did not finish
     */
    public record Last(
            Optional<Instant> completeAt,
            long supabaseRows,
            long zapierRecords,
            long found,
            Optional<String> trouble) {}

    /** A sweep begins. */
    public void begin(String mapping) {
        database.transaction(tx -> tx.update(BEGIN, mapping));
    }

    /** When the latest began, by the database's clock, whether or not it is over; empty when none ever did. */
    public Optional<Instant> begun(String mapping) {
        return database.transaction(tx -> tx.first(BEGUN, row -> Tx.instant(row, "started_at"), mapping))
                .flatMap(at -> at);
    }

    /** Both sides were read in full. */
    public void complete(String mapping, long supabaseRows, long zapierRecords, long found) {
        database.transaction(tx -> tx.update(COMPLETE, supabaseRows, zapierRecords, found, found, mapping));
    }

    /** It could not finish; what it found until then is on its way all the same. */
    public void broken(String mapping, String trouble, long found) {
        database.transaction(tx -> tx.update(BROKEN, trouble, found, mapping));
    }

    /** The last one; empty when there was none yet. */
    public Optional<Last> last(String mapping) {
        return database.transaction(tx -> tx.first(LAST, Sweeps::last, mapping));
    }

    private static Last last(ResultSet row) throws SQLException {
        return new Last(
                Tx.instant(row, "complete_at"),
                row.getLong("supabase_rows"),
                row.getLong("zapier_records"),
                row.getLong("complete_found"),
                Optional.ofNullable(row.getString("trouble")));
    }
}
