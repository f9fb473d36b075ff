package io.syncbridge.bridge.store;

import java.sql.SQLException;

/**
 * The bridge's own writes to a mapped table, of which nobody need be told: the transaction that makes them also stores
 * what is known of the record. Triggers heed {@link #condition}; what they keep to themselves is counted, so that a feed
 * that fell silent can still be told from one that has nothing to say. Source: supabase-side reference, section 15, S3.
 *
 * @param mapping the mapping's name
 */
public record OwnWrites(String mapping) {
    private static final String BEGIN = "select set_config('bridge.origin', ?, true)";
    private static final String NOTE = "insert into bridge.own_write (mapping, n_rows) values (?, ?)";
    private static final String TAKE = """
            with taken as (delete from bridge.own_write where mapping = ? returning n_rows)
            select coalesce(sum(n_rows), 0)::bigint as n_rows from taken
            """;

    /**
     * The condition under which a trigger announces a change, for its WHEN. A write of another trigger's, to the same table
     * perhaps, comes from deeper down and is not ours, whoever started it.
     */
    public String condition() {
        return "current_setting('bridge.origin', true) is distinct from " + Quoted.text(mapping)
                + " or pg_trigger_depth() > 0";
    }

    /** {@link #condition()} as PostgreSQL tells it back ({@code pg_get_triggerdef}). */
    public String conditionAsStored() {
        return "WHEN (((current_setting('bridge.origin'::text, true) IS DISTINCT FROM " + Quoted.text(mapping)
                + "::text) OR (pg_trigger_depth() > 0)))";
    }

    /** From here on, until the transaction ends, writes to the mapped table are not announced. */
    public void begin(Tx tx) throws SQLException {
        boolean unused = tx.first(BEGIN, row -> true, mapping).isPresent();
    }

    /** So many rows were written since {@link #begin}. */
    public void wrote(Tx tx, long rows) throws SQLException {
        if (rows > 0) {
            tx.update(NOTE, mapping, rows);
        }
    }

    /** How many rows were written, by all instances, since the last time it was asked. */
    public long take(Tx tx) throws SQLException {
        return tx.first(TAKE, row -> row.getLong("n_rows"), mapping).orElse(0L);
    }
}
