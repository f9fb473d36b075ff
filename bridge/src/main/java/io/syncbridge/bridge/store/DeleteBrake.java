package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a mistake from becoming a mass delete: within an hour at most ten records, or a fifth of the live ones where that
 * is more, are deleted on a side. Source: invariant I6 of the reliability reference.
 */
public final class DeleteBrake {
    private static final long ALWAYS_ALLOWED = 10;
    private static final long PART = 5;
    private static final int SAMPLE = 1000;
    private static final String ONE_AT_A_TIME =
            "select pg_advisory_xact_lock(hashtextextended('bridge.deletes.' || ? || '.' || ?, 0))";
    private static final String DELETED = """
            select count(*) as number from bridge.sync_record
             where mapping = ? and deleted_in = ? and deleted_at > clock_timestamp() - interval '1 hour' and id <> ?
            """;
    private static final String LIVE = """
            select count(*) as number from bridge.sync_record
             where mapping = ? and s_key is not null and memory ->> 'standing' = 'LIVE'
               and (deleted_at is null or deleted_at <= clock_timestamp() - interval '1 hour')
            """;
    private static final String LIVE_KEYS = """
            select s_key from bridge.sync_record
             where mapping = ? and s_key is not null and memory ->> 'standing' = 'LIVE' limit ?
            """;
    private static final String NOTE =
            "update bridge.sync_record set deleted_at = clock_timestamp(), deleted_in = ? where id = ?";

    private final TableMapping mapping;

    /** The brake of one mapping. */
    public DeleteBrake(TableMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * Why one more delete on this side must wait; empty when it may go on. Others of the same table and side wait until the
     * transaction ends, so that many at once are counted one by one.
     */
    public Optional<String> holds(Tx tx, long record, Side side) throws SQLException {
        tx.first(ONE_AT_A_TIME, row -> true, mapping.name(), SyncRecords.label(side));
        long deletes = count(tx, DELETED, mapping.name(), SyncRecords.label(side), record) + 1;
        if (deletes <= ALWAYS_ALLOWED) {
            return Optional.empty();
        }
        // Those deleted within the hour count as there: the limit must not shrink while deletes go on.
        long known = count(tx, LIVE, mapping.name()) + deletes - 1;
        long most = Math.max(ALWAYS_ALLOWED, known / PART);
        return deletes <= most
                ? Optional.empty()
                : Optional.of(deletes + " deletes within an hour are more than " + most + " of " + known + " records");
    }

    /** Keys of records that are known to be live, up to a thousand. */
    public List<String> liveKeys(Tx tx) throws SQLException {
        return tx.all(LIVE_KEYS, row -> row.getString("s_key"), mapping.name(), SAMPLE);
    }

    /** Counts a delete that is carried out, or about to be. */
    public void note(Tx tx, long record, Side side) throws SQLException {
        tx.update(NOTE, SyncRecords.label(side), record);
    }

    private static long count(Tx tx, String sql, Object... parameters) throws SQLException {
        return tx.first(sql, row -> row.getLong("number"), parameters).orElse(0L);
    }
}
