package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import io.syncbridge.webhooks.Origin;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge's own audit rows, written in the transaction of what they tell of: never without it, never twice. Names of
 * actions and metadata keys are fixed by the design, section 4; users' queries depend on them.
 */
public final class AuditTrail {
    private static final String INSERT = """
            insert into {audit table} (timestamp, actor, actor_type, action, resource_type, resource_id, metadata, severity)
            select at, 'sync-bridge', 'system', ?, ?, ?,
                   cast(? as jsonb) || jsonb_build_object('lag_ms',
                       case when source is null then null
                            else round(extract(epoch from at - source) * 1000) end),
                   ?
              from (select clock_timestamp() as at, cast(? as timestamptz) as source) moment
            """;

    private static final String INSERT_ALL = """
            insert into {audit table} (timestamp, actor, actor_type, action, resource_type, resource_id, metadata, severity)
            select at, 'sync-bridge', 'system', action, ?, resource,
                   cast(metadata as jsonb) || jsonb_build_object('lag_ms',
                       case when source <> '' then round(extract(epoch from at - cast(source as timestamptz)) * 1000) end),
                   severity
              from (select clock_timestamp() as at, entry.*
                      from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]))
                           with ordinality as entry (action, resource, metadata, severity, source, nr)) entries
             order by nr
            """;

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final TableMapping mapping;
    private final SyncObserver observer;
    private final Optional<Origin> origin;
    private final String insert;
    private final String insertAll;

    /** The audit trail that a mapping names, for a process whose figures nobody collects. */
    public AuditTrail(TableMapping mapping) {
        this(mapping, SyncObserver.NONE);
    }

    /** The audit trail that a mapping names. */
    public AuditTrail(TableMapping mapping, SyncObserver observer) {
        this.mapping = mapping;
        this.observer = observer;
        this.origin = Optional.empty();
        this.insert = sealedLater(INSERT);
        this.insertAll = sealedLater(INSERT_ALL);
    }

    private AuditTrail(AuditTrail trail, Optional<Origin> origin) {
        this.mapping = trail.mapping;
        this.observer = trail.observer;
        this.origin = origin;
        this.insert = trail.insert;
        this.insertAll = trail.insertAll;
    }

    private String sealedLater(String statement) {
        SupabaseTable table = mapping.audit().table();
        return Unsealed.with(table, statement.replace("{audit table}", Quoted.table(table)));
    }

    /** The same trail, of what this request led to: its rows say so. */
    public AuditTrail of(Optional<Origin> request) {
        return request.isEmpty() ? this : new AuditTrail(this, request);
    }

    /** What kind of row. */
    public enum Event {
        SYNCED("info"),
        FAILED("error"),
        SKIPPED_STALE("info"),
        CONFLICT_RESOLVED("warning"),
        UNDONE("warning");

        private final String severity;

        Event(String severity) {
            this.severity = severity;
        }
    }

    /**
     * One row.
     *
     * @param event what happened
     * @param to the side that was written
     * @param resource the record's key, or its Zapier id where it has none
     * @param syncId names this one write
     * @param sourceTime when the change was made, if known
     * @param rule why, a row of the decision table or a reason
     * @param before the fields as they were
     * @param after the fields as they are now
     * @param lost values that lost a conflict
     * @param clamped true when a side stated a time in the future, which was not believed
     */
    public record Entry(
            Event event,
            Side to,
            String resource,
            String syncId,
            Optional<Instant> sourceTime,
            String rule,
            Row before,
            Row after,
            Row lost,
            boolean clamped) {

        /** A row whose times were believed, or do not matter. */
        public Entry(
                Event event,
                Side to,
                String resource,
                String syncId,
                Optional<Instant> sourceTime,
                String rule,
                Row before,
                Row after,
                Row lost) {
            this(event, to, resource, syncId, sourceTime, rule, before, after, lost, false);
        }
    }

    /** What audit rows, metrics and charts call a write to this side; fixed by the design, section 4. */
    public static String direction(Side to) {
        return to == Side.SUPABASE ? "tables_to_supabase" : "supabase_to_tables";
    }

    /** Appends one row. */
    public void append(Tx tx, Entry entry) throws SQLException {
        append(tx, entry, new AuditMetadata(mapping.name(), origin).of(entry));
    }

    /** Appends the row of an undo, which comes from neither side: a person took these syncs back. */
    public void undone(Tx tx, Entry entry, List<String> syncIds) throws SQLException {
        append(tx, entry, new AuditMetadata(mapping.name(), origin).ofUndo(entry, syncIds));
    }

    private void append(Tx tx, Entry entry, String metadata) throws SQLException {
        tx.update(
                insert,
                action(entry.event()),
                mapping.audit().resourceType(),
                entry.resource(),
                metadata,
                entry.event().severity,
                entry.sourceTime());
        observed(tx, entry);
    }

    private void observed(Tx tx, Entry entry) {
        tx.afterCommit(() -> {
            observer.committed(new SyncObserver.Written(
                    mapping.name(),
                    entry.to(),
                    entry.event(),
                    entry.rule(),
                    entry.sourceTime(),
                    entry.syncId(),
                    origin));
            // Without the rule: of a failure it is the reason, which may quote a value.
            LOG.atDebug()
                    .addKeyValue("table", mapping.name())
                    .addKeyValue("record", entry.resource())
                    .addKeyValue("sync_id", entry.syncId())
                    .addKeyValue("request_id", origin.map(Origin::requestId).orElse(""))
                    .log("{} {}", action(entry.event()), direction(entry.to()));
        });
    }

    /**
     * One of many rows.
     *
     * @param request what led to it, if a request did
     */
    public record Told(Entry entry, Optional<Origin> request) {}

    /** Appends these rows in their order, in one statement. */
    public void appendAll(Tx tx, List<Told> told) throws SQLException {
        if (told.isEmpty()) {
            return;
        }
        List<Entry> entries = told.stream().map(Told::entry).toList();
        tx.update(
                insertAll,
                mapping.audit().resourceType(),
                each(entries, entry -> action(entry.event())),
                each(entries, Entry::resource),
                told.stream()
                        .map(one -> new AuditMetadata(mapping.name(), one.request()).of(one.entry()))
                        .toList(),
                each(entries, entry -> entry.event().severity),
                each(
                        entries,
                        entry -> entry.sourceTime()
                                .map(time -> time.truncatedTo(ChronoUnit.MICROS).toString())
                                .orElse("")));
        told.forEach(one -> of(one.request()).observed(tx, one.entry()));
    }

    private static List<String> each(List<Entry> entries, Function<Entry, String> part) {
        return entries.stream().map(part).toList();
    }

    /** Those of the Zapier records of an append-only mapping of which the trail says that they were edited afterwards. */
    public static Set<String> editedAfterwards(Tx tx, TableMapping mapping, List<String> zapierIds)
            throws SQLException {
        return zapierIds.isEmpty()
                ? Set.of()
                : Set.copyOf(tx.all(
                        "select distinct resource_id from "
                                + Quoted.table(mapping.audit().table()) + " where actor = 'sync-bridge'"
                                + " and action = 'sync_skipped_stale_data' and resource_id = any(?)",
                        row -> row.getString("resource_id"),
                        zapierIds));
    }

    private String action(Event event) {
        return switch (event) {
            case SYNCED -> mapping.audit().action();
            case FAILED -> "sync_failed";
            case SKIPPED_STALE -> "sync_skipped_stale_data";
            case CONFLICT_RESOLVED -> "sync_conflict_resolved";
            case UNDONE -> "sync_undone";
        };
    }
}
