package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records of one mapping that wait for a person, and their way back. There is no queue of copies: a record that is
 * requeued is looked at as it is now, so an old failure never overwrites newer content.
 */
public final class DeadLetters {
    private static final String NEWEST = """
            select r.id, coalesce(r.s_key, r.z_id) as record, coalesce(r.stage, 'ask') as stage, r.reason, r.fields,
                   r.tries, r.failing_since, r.parked_at,
                   array(select h.payload from bridge.hint h
                          where h.record_id = r.id and h.payload is not null order by h.id desc) as payloads
              from bridge.sync_record r
             where r.mapping = ? and r.parked_at is not null order by r.parked_at desc limit ?
            """;
    // A person's word beats what was remembered: the refused write is tried again, and the tries begin anew. What an
    // audit row tells of already stays told.
    private static final String REQUEUE = """
            with again as (
              update bridge.sync_record r
                 set wanted = r.wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null,
                     tries = 0, failing_since = null, refused = null, refused_why = null
               where r.id in (select id from bridge.sync_record
                               where mapping = ? and parked_at is not null and (? < 0 or id = ?)
                                 and (cast(? as text) is null or tenant = ?)
                               order by parked_at limit ? for update)
              returning r.id),
            hints as (update bridge.hint set kept = false where kept and record_id in (select id from again))
            select id from again
            """;

    private static final String CHOOSE = """
            update bridge.sync_record
               set choice = ?, wanted = wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null
             where mapping = ? and id = ?
            """;

    private final String mapping;
    private final Database database;

    DeadLetters(String mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
    }

    /**
     * A record that waits for a person.
     *
     * @param id its bookkeeping row, for {@link #requeue(long)}
     * @param record its key, or its Zapier id while no key is known
     * @param failure where it stopped, why, and which fields are concerned
     * @param attempts failed tries, this one included
     * @param failingSince the first of them
     * @param parkedAt the last of them
     * @param payloads what webhooks showed of it, as they sent it; the newest first, at most ten
     */
    public record Parked(
            long id,
            String record,
            Failure failure,
            int attempts,
            Optional<Instant> failingSince,
            Instant parkedAt,
            List<String> payloads) {
        /** Why, in words. */
        public String reason() {
            return failure.reason();
        }
    }

    /** The most recently parked ones. */
    public List<Parked> newest(int most) {
        return database.transaction(tx -> tx.all(NEWEST, DeadLetters::parked, mapping, most));
    }

    /** Has one parked record looked at again; false when it is not parked, or not of this mapping. */
    public boolean requeue(long id) {
        return requeued(id, 1, Optional.empty()) == 1;
    }

    /** Has up to so many parked records looked at again, the longest parked first; answers how many. */
    public int requeue(int limit) {
        return requeue(limit, Optional.empty());
    }

    /** As {@link #requeue(int)}, of one tenant's records if one is given. */
    int requeue(int limit, Optional<String> tenant) {
        return requeued(-1L, limit, tenant);
    }

    /**
     * A person's decision for a record that waits: the side whose content both shall hold, or whose delete shall stand. The
     * record is due at once and the next pass goes by it; false when there is no such record.
     */
    public boolean choose(long id, Side side) {
        return database.transaction(tx -> tx.update(CHOOSE, SyncRecords.label(side), mapping, id)) == 1;
    }

    private int requeued(long id, int limit, Optional<String> tenant) {
        return database.transaction(
                        tx -> tx.all(REQUEUE, row -> row.getLong("id"), mapping, id, id, tenant, tenant, limit))
                .size();
    }

    private static Parked parked(ResultSet row) throws SQLException {
        return new Parked(
                row.getLong("id"),
                row.getString("record"),
                new Failure(Failure.Stage.of(row.getString("stage")), row.getString("reason"), texts(row, "fields")),
                row.getInt("tries"),
                Tx.instant(row, "failing_since"),
                Tx.instant(row, "parked_at").orElse(Instant.EPOCH),
                texts(row, "payloads"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }
}
