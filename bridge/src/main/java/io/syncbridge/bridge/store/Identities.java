package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Which bookkeeping row stands for a key or a Zapier record, and joining two that turn out to be one record. */
public final class Identities {
    private static final String BY_KEY = """
            select id, s_key, z_id, memory::text as memory from bridge.sync_record
             where mapping = ? and s_key = ? and id <> ?
            """;
    private static final String LOCK_NOW = "select 1 from bridge.sync_record where id = ? for update skip locked";
    private static final String BY_ZAPIER_ID = """
            select id, s_key, z_id, memory::text as memory from bridge.sync_record
             where mapping = ? and z_id = ? and id <> ? for update
            """;
    private static final String MOVE_HINTS = "update bridge.hint set record_id = ?, kept = false where record_id = ?";
    private static final String REMOVE = "delete from bridge.sync_record where id = ?";
    private static final String WAKE = """
            update bridge.sync_record
               set wanted = wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null,
                   tries = case when parked_at is null then tries else 0 end,
                   failing_since = case when parked_at is null then failing_since end
             where id = ?
            """;
    private static final String RELINK =
            "update bridge.sync_record set z_id = ?, memory = cast(? as jsonb) where id = ?";

    private final TableMapping mapping;

    /** The identities of one mapping. */
    public Identities(TableMapping mapping) {
        this.mapping = mapping;
    }

    /** Another bookkeeping row. */
    public record Other(long id, Optional<String> key, Optional<String> zapierId, Memory memory) {}

    /**
     * The other row that has this key; not locked. Whoever holds a record that is known by its Zapier id only must not
     * wait for the one known by key: that one's holder may be waiting for the first. See {@link #lockNow}.
     */
    public Optional<Other> withKey(Tx tx, String key, long except) throws SQLException {
        return tx.first(BY_KEY, this::other, mapping.name(), key, except);
    }

    /** Locks a row unless somebody else holds it. */
    public boolean lockNow(Tx tx, Other row) throws SQLException {
        return tx.first(LOCK_NOW, found -> true, row.id()).isPresent();
    }

    /** The other row that has this Zapier record; locked, waiting for it if need be. */
    public Optional<Other> withZapierId(Tx tx, String zapierId, long except) throws SQLException {
        return tx.first(BY_ZAPIER_ID, this::other, mapping.name(), zapierId, except);
    }

    /** Ends one row; its hints go to the other, which becomes due. */
    public void join(Tx tx, long from, long into) throws SQLException {
        tx.update(MOVE_HINTS, into, from);
        tx.update(REMOVE, from);
        tx.update(WAKE, into);
    }

    /** Gives a row another Zapier record. */
    public void relink(Tx tx, Other row, String zapierId, Memory memory) throws SQLException {
        tx.update(RELINK, zapierId, MemoryJson.write(memory), row.id());
    }

    /** Removes a row that stands for nothing any more. */
    public void remove(Tx tx, long id) throws SQLException {
        tx.update(REMOVE, id);
    }

    private Other other(ResultSet row) throws SQLException {
        return new Other(
                row.getLong("id"),
                Optional.ofNullable(row.getString("s_key")),
                Optional.ofNullable(row.getString("z_id")),
                MemoryJson.read(mapping, row.getString("memory")));
    }
}
