package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sets a record aside for a person, with an audit row that says why. Its next change makes it due again. */
record Parking(SyncRecords records, AuditTrail audit, SyncCounters counters) {

    Step park(Tx tx, Claim claim, String reason) throws SQLException {
        boolean unused = setAside(tx, claim, reason);
        return new Step.Done();
    }

    /** Waits for a person's choice. States that a write of ours replaced stay: the choice may be for one of them. */
    Step ask(Tx tx, Claim claim, String reason) throws SQLException {
        return park(
                tx,
                claim.hinted(claim.hints().stream()
                        .filter(hint -> hint.kind() != Claim.Kind.REPLACED)
                        .toList()),
                reason);
    }

    /** As {@link #park}; false when the record must be looked at again first, and nothing was said. */
    boolean setAside(Tx tx, Claim claim, String reason) throws SQLException {
        if (!records.park(tx, claim, reason)) {
            return false;
        }
        counters.parked();
        Hints.forget(tx, claim.hintIds());
        audit.append(
                tx,
                new AuditTrail.Entry(
                        AuditTrail.Event.FAILED,
                        Side.SUPABASE,
                        claim.key().or(claim::zapierId).orElse("?"),
                        UUID.randomUUID().toString(),
                        Optional.empty(),
                        reason,
                        Row.NONE,
                        Row.NONE,
                        Row.NONE));
        return true;
    }

    Step park(Tx tx, Claim claim, String what, List<FieldProblem> problems) throws SQLException {
        return park(tx, claim, what + ": " + listed(problems));
    }

    static String listed(List<FieldProblem> problems) {
        return problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
    }
}
