package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** How far the first sync of each mapping's records has come, in {@code bridge.backfill}. */
public final class Backfills {
    private static final String BEGIN = """
            insert into bridge.backfill as b (mapping, z_table_id) values (?, ?)
            on conflict (mapping) do update
               set started_at = clock_timestamp(), finished_at = null, z_table_id = excluded.z_table_id,
                   z_cursor = null, z_done = false, s_after = null
             where b.finished_at is not null or b.z_table_id <> excluded.z_table_id
            """;
    private static final String PLACE = "select z_cursor, z_done, s_after from bridge.backfill where mapping = ?";
    private static final String ZAPIER = "update bridge.backfill set z_cursor = ?, z_done = ? where mapping = ?";
    private static final String SUPABASE = "update bridge.backfill set s_after = ? where mapping = ?";
    private static final String FINISH = "update bridge.backfill set finished_at = clock_timestamp() where mapping = ?";

    private final Database database;

    /** Kept in this database. */
    public Backfills(Database database) {
        this.database = database;
    }

    /**
     * Where to go on.
     *
     * @param zapierCursor of the next page to read; empty for the first
     * @param zapierDone true when all pages were read
     * @param supabaseAfter the key of the last row that was looked at
     */
    public record Place(Optional<String> zapierCursor, boolean zapierDone, Optional<String> supabaseAfter) {
        /** True when nothing was read yet. */
        public boolean isStart() {
            return zapierCursor.isEmpty() && !zapierDone && supabaseAfter.isEmpty();
        }
    }

    /** Begins one, or takes up the one that did not finish. */
    public Place begin(String mapping, String zapierTableId) {
        return database.transaction(tx -> {
            tx.update(BEGIN, mapping, zapierTableId);
            return tx.first(PLACE, Backfills::place, mapping).orElseThrow();
        });
    }

    /** A page was worked off; empty {@code next}: it was the last one. */
    public void zapierAt(String mapping, Optional<String> next) {
        database.apply(tx -> tx.update(ZAPIER, next, next.isEmpty(), mapping));
    }

    /** The rows up to this key were looked at; with what is stored about them. */
    public void supabaseAt(Tx tx, String mapping, String key) throws SQLException {
        tx.update(SUPABASE, key, mapping);
    }

    /** Both sides were read to the end. */
    public void finish(String mapping) {
        database.apply(tx -> tx.update(FINISH, mapping));
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                Optional.ofNullable(row.getString("z_cursor")),
                row.getBoolean("z_done"),
                Optional.ofNullable(row.getString("s_after")));
    }
}
