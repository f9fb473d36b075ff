package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The audit rows of a write that is known to have landed in Zapier: one per change, conflicts with what they cost. */
record ZapierAudit(AuditTrail audit) {

    /** Of what the webhooks of this record led to. */
    ZapierAudit of(Claim claim) {
        return new ZapierAudit(audit.of(claim.origin(Side.SUPABASE)));
    }

    void landed(Tx tx, String key, Attempt attempt) throws SQLException {
        for (AuditTrail.Entry entry : landed(key, attempt)) {
            audit.append(tx, entry);
        }
    }

    /** What there is to tell of it, to be appended with others. */
    static List<AuditTrail.Entry> landed(String key, Attempt attempt) {
        if (!carriesSupabaseChange(attempt)) {
            return List.of(); // a Zapier change completed (key, defaults); its row was written with the Supabase write
        }
        Row after = attempt.kind() == Attempt.Kind.DELETE ? attempt.before().emptied() : attempt.fields();
        AuditTrail.Entry synced = entry(AuditTrail.Event.SYNCED, key, attempt, attempt.before(), after, Row.NONE);
        // What a merge gave up is told with the Supabase write, where there was one.
        boolean told = attempt.rule() == Rule.CONFLICT_MERGED && attempt.lost().isEmpty();
        return attempt.rule().isConflict() && !told
                ? List.of(
                        synced,
                        entry(
                                AuditTrail.Event.CONFLICT_RESOLVED,
                                key,
                                attempt,
                                attempt.before(),
                                after,
                                attempt.lost()))
                : List.of(synced);
    }

    /** A Zapier edit that came between our look and our write, and lost. */
    void overwrote(Tx tx, String key, Attempt attempt, Row lost) throws SQLException {
        audit.append(tx, entry(AuditTrail.Event.CONFLICT_RESOLVED, key, attempt, lost, attempt.fields(), lost));
    }

    private static boolean carriesSupabaseChange(Attempt attempt) {
        Rule rule = attempt.rule();
        return rule.carriesSupabaseEdit()
                || rule == Rule.LATE_LANDING
                || rule == Rule.DELETED_IN_SUPABASE
                || (rule == Rule.RESTORED && attempt.kind() == Attempt.Kind.CREATE);
    }

    private static AuditTrail.Entry entry(
            AuditTrail.Event event, String key, Attempt attempt, Row before, Row after, Row lost) {
        return new AuditTrail.Entry(
                event,
                Side.ZAPIER,
                key,
                attempt.id(),
                Optional.of(attempt.stamp()),
                attempt.rule().label(),
                before,
                after,
                lost,
                attempt.clamped());
    }
}
