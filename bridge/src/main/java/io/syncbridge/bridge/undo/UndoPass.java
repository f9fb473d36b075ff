package io.syncbridge.bridge.undo;

import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One record's transaction: hold its bookkeeping row while nobody works on it, read the row, write back what is still as
 * the syncs left it, and with it the audit row and the hint that has the pass carry it to Zapier. Killed before the commit,
 * nothing happened; after it, nothing is left to do.
 */
final class UndoPass {
    private static final String LIMIT = "select set_config('lock_timeout', '2000', true)";
    private static final String LOCK = """
            select due_at is not null or lease_until > clock_timestamp() or memory -> 'doubts' <> '[]'::jsonb as busy,
                   parked_at is not null as parked
              from bridge.sync_record where mapping = ? and s_key = ? for update
            """;
    /** The row is no longer our last write, even where it holds the same again: a person wants it so, now. */
    private static final String DISOWN =
            "update bridge.sync_record set memory = memory - 'own' where mapping = ? and s_key = ?";

    private final Link link;
    private final TableMapping mapping;
    private final AuditHistory history;
    private final AuditTrail audit;
    private final String undoId;
    private final boolean rehearsal;

    UndoPass(Link link, AuditHistory history, String undoId, boolean rehearsal) {
        this.link = link;
        this.mapping = link.mapping();
        this.history = history;
        this.audit = new AuditTrail(link.mapping());
        this.undoId = undoId;
        this.rehearsal = rehearsal;
    }

    private record Held(boolean busy, boolean parked) {}

    Undone run(Tx tx, Overwritten record, Optional<ZapierRecord> seen) throws SQLException {
        tx.all(LIMIT, row -> true);
        Optional<Held> held = tx.first(
                LOCK,
                row -> new Held(row.getBoolean("busy"), row.getBoolean("parked")),
                mapping.name(),
                record.record());
        if (held.isEmpty()) {
            return left(record, "the bridge does not know this record any more");
        }
        Optional<StoredRow> row = link.supabase().find(tx, record.record());
        Optional<Row> zapier = FieldJudgement.row(link, seen);
        if (row.isPresent() && !row.get().content().isWhole()) {
            return left(record, "holds values in Supabase that the mapping cannot read");
        }
        if (held.get().parked()) {
            return left(record, "is parked; settle it first (./bridgectl retry-dlq)");
        }
        if (record.made() && record.removed()) {
            return done(record, Undone.Outcome.AS_BEFORE);
        }
        if (record.made()) {
            return unmake(tx, record, row, zapier, held.get());
        }
        if (row.isEmpty()) {
            return record.removed() && seen.isEmpty()
                    ? restore(tx, record, held.get())
                    : left(record, "is not in Supabase any more; there is nothing to write back to");
        }
        if (seen.isEmpty()) {
            return left(record, "was deleted in Zapier since; an edit would bring it back");
        }
        return writeBack(tx, record, row.get(), zapier, seen, held.get());
    }

    private Undone writeBack(
            Tx tx, Overwritten record, StoredRow row, Optional<Row> zapier, Optional<ZapierRecord> seen, Held held)
            throws SQLException {
        Row holds = row.content().row();
        FieldJudgement fields =
                FieldJudgement.of(mapping, history, record, holds, zapier, seen.map(ZapierRecord::editedAt));
        if (fields.write().isEmpty()) {
            return new Undone(
                    mapping.name(),
                    record.record(),
                    fields.spared().isEmpty() ? Undone.Outcome.AS_BEFORE : Undone.Outcome.SPARED,
                    List.of(),
                    fields.spared(),
                    Optional.empty());
        }
        if (held.busy()) {
            return Undone.busy(mapping.name(), record.record());
        }
        if (!rehearsal) {
            Optional<StoredRow> stored = link.supabase().update(tx, record.record(), row.version(), fields.write());
            if (stored.isEmpty()) {
                return Undone.busy(mapping.name(), record.record());
            }
            Row after = stored.get().content().row().only(fields.write()::has);
            tell(tx, record, Overwritten.UNDO, holds, after);
        }
        return new Undone(
                mapping.name(),
                record.record(),
                Undone.Outcome.WRITTEN,
                List.copyOf(fields.write().values().keySet()),
                fields.spared(),
                Optional.empty());
    }

    /** A record that was deleted comes back; what the mapping does not know of it is lost. */
    private Undone restore(Tx tx, Overwritten record, Held held) throws SQLException {
        if (held.busy()) {
            return Undone.busy(mapping.name(), record.record());
        }
        if (!rehearsal) {
            Row fresh = record.before()
                    .only(name -> name.equals(mapping.key())
                            || mapping.field(name).direction().goesTo(Side.SUPABASE)
                            || !link.supabase().isFilled(name));
            Optional<StoredRow> stored = link.supabase().insert(tx, fresh);
            if (stored.isEmpty()) {
                return left(record, "cannot come back: another row has one of its unique values");
            }
            tell(
                    tx,
                    record,
                    Overwritten.UNDO_RESTORED,
                    Row.NONE,
                    stored.get().content().row());
        }
        return done(record, Undone.Outcome.RESTORED);
    }

    /** A record that was made goes only where the mapping lets deletes travel, and only if nobody touched it since. */
    private Undone unmake(Tx tx, Overwritten record, Optional<StoredRow> row, Optional<Row> zapier, Held held)
            throws SQLException {
        if (row.isEmpty()) {
            return zapier.isEmpty()
                    ? done(record, Undone.Outcome.AS_BEFORE)
                    : left(record, "was created, and is deleted in Supabase already");
        }
        if (mapping.deletes() != DeletePolicy.PROPAGATE) {
            return left(
                    record,
                    "was created, and this table's deletes do not travel (deletes: "
                            + mapping.deletes().name().toLowerCase(java.util.Locale.ROOT)
                            + "); delete it by hand on both sides");
        }
        Row holds = row.get().content().row();
        if (!FieldJudgement.isUntouched(mapping, record, holds, zapier)) {
            return left(record, "was created, and somebody has changed it since");
        }
        if (held.busy()) {
            return Undone.busy(mapping.name(), record.record());
        }
        if (!rehearsal) {
            if (!link.supabase().delete(tx, record.record(), row.get().version())) {
                return Undone.busy(mapping.name(), record.record());
            }
            tell(tx, record, Overwritten.UNDO_DELETED, holds, holds.emptied());
        }
        return done(record, Undone.Outcome.DELETED);
    }

    private void tell(Tx tx, Overwritten record, String rule, Row before, Row after) throws SQLException {
        audit.undone(
                tx,
                new AuditTrail.Entry(
                        AuditTrail.Event.UNDONE,
                        Side.SUPABASE,
                        record.record(),
                        undoId,
                        Optional.empty(),
                        rule,
                        before,
                        after,
                        Row.NONE),
                record.syncIds());
        tx.update(DISOWN, mapping.name(), record.record());
        Hints.aboutKey(tx, mapping.name(), record.record(), Claim.Kind.SUPABASE);
    }

    private Undone left(Overwritten record, String reason) {
        return Undone.left(mapping.name(), record.record(), reason);
    }

    private Undone done(Overwritten record, Undone.Outcome outcome) {
        return new Undone(mapping.name(), record.record(), outcome, List.of(), List.of(), Optional.empty());
    }
}
