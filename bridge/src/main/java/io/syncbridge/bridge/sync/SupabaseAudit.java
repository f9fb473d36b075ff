package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The audit rows of a write to Supabase, in the transaction of the write: what was applied, and what a conflict cost. */
record SupabaseAudit(AuditTrail audit) {

    /** Of what the webhooks of this record led to. */
    SupabaseAudit of(Claim claim) {
        return new SupabaseAudit(audit.of(claim.origin(Side.ZAPIER)));
    }

    void applied(Tx tx, String key, Plan plan, Row before, Row after, ZapierState zapier) throws SQLException {
        String syncId = UUID.randomUUID().toString();
        append(tx, AuditTrail.Event.SYNCED, key, syncId, plan, before, after, zapier, Row.NONE);
        if (plan.rule().isConflict()) {
            append(tx, AuditTrail.Event.CONFLICT_RESOLVED, key, syncId, plan, before, after, zapier, plan.lost());
        }
    }

    /** The only row of a write without a conflict, to be appended with others. */
    AuditTrail.Entry synced(String key, Plan plan, Row before, Row after, ZapierState zapier) {
        String syncId = UUID.randomUUID().toString();
        return entry(AuditTrail.Event.SYNCED, key, syncId, plan, before, after, zapier, Row.NONE);
    }

    /** The row is gone: what it held. */
    void deleted(Tx tx, String key, Plan plan, Row before, ZapierState zapier) throws SQLException {
        Optional<Instant> deletedAt =
                zapier instanceof ZapierState.Trashed trashed ? Optional.of(trashed.editedAt()) : Optional.empty();
        audit.append(
                tx,
                new AuditTrail.Entry(
                        AuditTrail.Event.SYNCED,
                        Side.SUPABASE,
                        key,
                        UUID.randomUUID().toString(),
                        deletedAt,
                        plan.rule().label(),
                        before,
                        before.emptied(),
                        Row.NONE,
                        plan.clamped()));
    }

    /** A conflict that no side had to be written for, since both hold the winner's values already. */
    void settled(Tx tx, String key, Plan plan, ZapierState zapier) throws SQLException {
        append(
                tx,
                AuditTrail.Event.CONFLICT_RESOLVED,
                key,
                UUID.randomUUID().toString(),
                plan,
                Row.NONE,
                Row.NONE,
                zapier,
                plan.lost());
    }

    private void append(
            Tx tx,
            AuditTrail.Event event,
            String key,
            String syncId,
            Plan plan,
            Row before,
            Row after,
            ZapierState zapier,
            Row lost)
            throws SQLException {
        audit.append(tx, entry(event, key, syncId, plan, before, after, zapier, lost));
    }

    private static AuditTrail.Entry entry(
            AuditTrail.Event event,
            String key,
            String syncId,
            Plan plan,
            Row before,
            Row after,
            ZapierState zapier,
            Row lost) {
        return new AuditTrail.Entry(
                event,
                Side.SUPABASE,
                key,
                syncId,
                Optional.of(madeAt(plan, zapier)),
                plan.rule().label(),
                before,
                after.only(plan.supabase()::has),
                lost,
                plan.clamped());
    }

    /** The platform's clock, not a version cell, which a person may have typed; for an edit brought back, its own time. */
    private static Instant madeAt(Plan plan, ZapierState zapier) {
        return zapier instanceof ZapierState.Present z && plan.rule() != Rule.RECOVERED_EDIT
                ? z.editedAt()
                : plan.stamp();
    }
}
