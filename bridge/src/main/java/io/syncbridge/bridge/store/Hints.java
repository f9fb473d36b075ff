package io.syncbridge.bridge.store;

import io.syncbridge.webhooks.Origin;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hints on their way in, and out once the record was looked at. Storing one makes its record due, parked or not; the
 * tries of a parked one begin anew.
 */
public final class Hints {
    private static final String BY_KEY = """
            with record as (
              insert into bridge.sync_record as r (mapping, s_key, wanted, due_at)
              values (?, ?, 1, clock_timestamp())
              on conflict (mapping, s_key) do update
                 set wanted = r.wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null,
                     tries = case when r.parked_at is null then r.tries else 0 end,
                     failing_since = case when r.parked_at is null then r.failing_since end
              returning id)
            insert into bridge.hint (record_id, kind, payload, request_id, trace) select id, ?, ?, ?, ? from record
            """;
    private static final String BY_KEYS = """
            with record as (
              insert into bridge.sync_record as r (mapping, s_key, wanted, due_at)
              select ?, key, 1, clock_timestamp() from unnest(cast(? as text[])) with ordinality as keys (key, nr)
               order by nr
              on conflict (mapping, s_key) do update
                 set wanted = r.wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null
              returning id)
            insert into bridge.hint (record_id, kind) select id, ? from record
            """;
    private static final String BY_ZAPIER_ID = """
            with record as (
              insert into bridge.sync_record as r (mapping, z_id, wanted, due_at)
              values (?, ?, 1, clock_timestamp())
              on conflict (mapping, z_id) do update
                 set wanted = r.wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null,
                     tries = case when r.parked_at is null then r.tries else 0 end,
                     failing_since = case when r.parked_at is null then r.failing_since end
              returning id)
            insert into bridge.hint (record_id, kind, payload, request_id, trace) select id, ?, ?, ?, ? from record
            """;
    private static final String REPLACED = """
            with record as (
              update bridge.sync_record
                 set wanted = wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null,
                     tries = case when parked_at is null then tries else 0 end,
                     failing_since = case when parked_at is null then failing_since end
               where id = ? returning id)
            insert into bridge.hint (record_id, kind, payload, overwritten_at) select id, 'replaced', ?, ? from record
            """;
    private static final String KEEP = """
            with newest as (
              select id from bridge.hint
               where record_id = ? and payload is not null and (kept or id = any(?)) order by id desc limit ?),
            marked as (update bridge.hint set kept = true where id in (select id from newest))
            delete from bridge.hint
             where record_id = ? and (kept or id = any(?)) and id not in (select id from newest)
            """;
    private static final int MOST_KEPT = 10;
    private static final String FORGET_KEPT = "delete from bridge.hint where record_id = ? and kept";
    private static final String FORGET = "delete from bridge.hint where id = any(?)";

    private Hints() {}

    /** A hint about the record with this Supabase key. */
    public static void aboutKey(Tx tx, String mapping, String key, Claim.Kind kind) throws SQLException {
        aboutKey(tx, mapping, key, kind, Optional.empty());
    }

    /** As the other, of what came by a request. */
    public static void aboutKey(Tx tx, String mapping, String key, Claim.Kind kind, Optional<Origin> origin)
            throws SQLException {
        tx.update(
                BY_KEY,
                mapping,
                key,
                kind.label(),
                Optional.empty(),
                origin.map(Origin::requestId),
                origin.flatMap(Origin::traceparent));
    }

    /**
     * A hint about each of the records with these keys.
     *
     * @param keys no two equal, in ascending order: everybody locks in the same one
     */
    public static void aboutKeys(Tx tx, String mapping, List<String> keys, Claim.Kind kind) throws SQLException {
        tx.update(BY_KEYS, mapping, keys, kind.label());
    }

    /** A hint about a Zapier record, with the state it showed, if any. */
    public static void aboutZapierRecord(Tx tx, String mapping, String zapierId, Optional<String> payload)
            throws SQLException {
        aboutZapierRecord(tx, mapping, zapierId, payload, Optional.empty());
    }

    /** As the other, of what came by a request. */
    public static void aboutZapierRecord(
            Tx tx, String mapping, String zapierId, Optional<String> payload, Optional<Origin> origin)
            throws SQLException {
        tx.update(
                BY_ZAPIER_ID,
                mapping,
                zapierId,
                Claim.Kind.ZAPIER.label(),
                payload,
                origin.map(Origin::requestId),
                origin.flatMap(Origin::traceparent));
    }

    /** Keeps a state that a write of ours replaced; the record must be looked at again by whoever holds it. */
    public static void replaced(Tx tx, long recordId, String payload, Instant overwrittenAt) throws SQLException {
        tx.update(REPLACED, recordId, payload, overwrittenAt);
    }

    /** Removes hints that a finished pass has taken into account. */
    public static void forget(Tx tx, List<Long> ids) throws SQLException {
        if (!ids.isEmpty()) {
            tx.update(FORGET, ids);
        }
    }

    /** Keeps what a parked record was told, for a person; only the newest payloads. No pass reads them again by itself. */
    static void keep(Tx tx, Claim claim) throws SQLException {
        List<Long> ids = claim.hintIds().isEmpty() ? List.of(-1L) : claim.hintIds();
        tx.update(KEEP, claim.id(), ids, MOST_KEPT, claim.id(), ids);
    }

    /** Removes what was kept while the record was parked. */
    static void forgetKept(Tx tx, long recordId) throws SQLException {
        tx.update(FORGET_KEPT, recordId);
    }
}
