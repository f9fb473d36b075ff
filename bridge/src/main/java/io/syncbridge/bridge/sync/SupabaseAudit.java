package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
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

    void applied(Tx tx, String key, Plan plan, Row before, Row after, ZapierState zapier) throws SQLException {
        String syncId = UUID.randomUUID().toString();
        append(tx, AuditTrail.Event.SYNCED, key, syncId, plan, before, after, zapier, Row.NONE);
        if (plan.rule().isConflict()) {
            append(tx, AuditTrail.Event.CONFLICT_RESOLVED, key, syncId, plan, before, after, zapier, plan.lost());
        }
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
        audit.append(
                tx,
                new AuditTrail.Entry(
                        event,
                        Side.SUPABASE,
                        key,
                        syncId,
                        Optional.of(madeAt(plan, zapier)),
                        plan.rule().label(),
                        before,
                        after.only(plan.supabase()::has),
                        lost));
    }

    /** The platform's clock, not a version cell, which a person may have typed; for an edit brought back, its own time. */
    private static Instant madeAt(Plan plan, ZapierState zapier) {
        return zapier instanceof ZapierState.Present z && plan.rule() != Rule.RECOVERED_EDIT
                ? z.editedAt()
                : plan.stamp();
    }
}
