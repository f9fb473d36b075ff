package io.syncbridge.bridge.store;

import io.syncbridge.webhooks.Origin;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Hints on their way in, and out once the record was looked at. Storing one makes its record due, parked or not; the
 * tries of a parked one begin anew.
 */
public final class Hints {
    /** Of many at once: a record is locked once and in the order of its id, everybody's; its hints keep theirs. */
    private static final String ABOUT = """
            with told as (
              select * from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]),
                                   cast(? as text[]))
                with ordinality as t (mapping, record, kind, payload, request_id, trace, nr)),
            record as (
              insert into bridge.sync_record as r (mapping, %1$s, wanted, due_at)
              select mapping, record, count(*), clock_timestamp() from told group by mapping, record order by mapping, record
              on conflict (mapping, %1$s) do update
                 set wanted = r.wanted + excluded.wanted, due_at = clock_timestamp(), parked_at = null, reason = null,
                     tries = case when r.parked_at is null then r.tries else 0 end,
                     failing_since = case when r.parked_at is null then r.failing_since end
              returning id, mapping, %1$s as record)
            insert into bridge.hint (record_id, kind, payload, request_id, trace)
            select record.id, kind, payload, request_id, trace from told join record using (mapping, record) order by nr
            """;

    private static final String BY_KEY = ABOUT.formatted("s_key");
    private static final String BY_ZAPIER_ID = ABOUT.formatted("z_id");
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

    /** Hints about the records with these Supabase keys, in the order in which they came. */
    public static void aboutKeys(Tx tx, List<Heard> heard) throws SQLException {
        about(tx, BY_KEY, heard);
    }

    /** Hints about the Zapier records with these ids, in the order in which they came. */
    public static void aboutZapierRecords(Tx tx, List<Heard> heard) throws SQLException {
        about(tx, BY_ZAPIER_ID, heard);
    }

    /** One hint about each of the records with these keys, found by ourselves. */
    public static void aboutKeys(Tx tx, String mapping, Collection<String> keys, Claim.Kind kind) throws SQLException {
        aboutKeys(tx, keys.stream().map(key -> Heard.of(mapping, key, kind)).toList());
    }

    /** One hint about each of these Zapier records, found by ourselves. */
    public static void aboutZapierRecords(Tx tx, String mapping, Collection<String> zapierIds) throws SQLException {
        aboutZapierRecords(
                tx,
                zapierIds.stream()
                        .map(id -> Heard.of(mapping, id, Claim.Kind.ZAPIER))
                        .toList());
    }

    /** A hint about the record with this Supabase key. */
    public static void aboutKey(Tx tx, String mapping, String key, Claim.Kind kind) throws SQLException {
        aboutKeys(tx, List.of(Heard.of(mapping, key, kind)));
    }

    /** A hint about a Zapier record, with the state it showed, if any. */
    public static void aboutZapierRecord(Tx tx, String mapping, String zapierId, Optional<String> payload)
            throws SQLException {
        aboutZapierRecords(tx, List.of(new Heard(mapping, zapierId, Claim.Kind.ZAPIER, payload, Optional.empty())));
    }

    private static void about(Tx tx, String statement, List<Heard> heard) throws SQLException {
        if (!heard.isEmpty()) {
            tx.update(
                    statement,
                    heard.stream().map(Heard::mapping).toList(),
                    heard.stream().map(Heard::record).toList(),
                    heard.stream().map(one -> one.kind().label()).toList(),
                    heard.stream().map(Heard::payload).toList(),
                    heard.stream()
                            .map(one -> one.origin().map(Origin::requestId))
                            .toList(),
                    heard.stream()
                            .map(one -> one.origin().flatMap(Origin::traceparent))
                            .toList());
        }
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
