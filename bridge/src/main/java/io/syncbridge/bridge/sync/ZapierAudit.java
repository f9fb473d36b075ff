package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.Optional;

/** The audit rows of a write that is known to have landed in Zapier: one per change, conflicts with what they cost. */
record ZapierAudit(AuditTrail audit) {

    void landed(Tx tx, String key, Attempt attempt) throws SQLException {
        if (!carriesSupabaseChange(attempt.rule())) {
            return; // a Zapier change completed (key, defaults); its row was written with the Supabase write
        }
        append(tx, AuditTrail.Event.SYNCED, key, attempt, attempt.before(), attempt.fields(), Row.NONE);
        if (attempt.rule().isConflict()) {
            append(
                    tx,
                    AuditTrail.Event.CONFLICT_RESOLVED,
                    key,
                    attempt,
                    attempt.before(),
                    attempt.fields(),
                    attempt.lost());
        }
    }

    /** A Zapier edit that came between our look and our write, and lost. */
    void overwrote(Tx tx, String key, Attempt attempt, Row lost) throws SQLException {
        append(tx, AuditTrail.Event.CONFLICT_RESOLVED, key, attempt, lost, attempt.fields(), lost);
    }

    private static boolean carriesSupabaseChange(Rule rule) {
        return switch (rule) {
            case CREATED_IN_SUPABASE,
                    CHANGED_IN_SUPABASE,
                    CONFLICT_SUPABASE_WINS,
                    EDIT_BEATS_DELETE_IN_ZAPIER,
                    LATE_LANDING -> true;
            default -> false;
        };
    }

    private void append(Tx tx, AuditTrail.Event event, String key, Attempt attempt, Row before, Row after, Row lost)
            throws SQLException {
        audit.append(
                tx,
                new AuditTrail.Entry(
                        event,
                        Side.ZAPIER,
                        key,
                        attempt.id(),
                        Optional.of(attempt.stamp()),
                        attempt.rule().label(),
                        before,
                        after,
                        lost));
    }
}
