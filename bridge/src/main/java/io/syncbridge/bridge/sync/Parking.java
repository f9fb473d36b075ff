package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sets a record aside for a person, with an audit row that says why. Its next change makes it due again. */
record Parking(SyncRecords records, AuditTrail audit, SyncCounters counters) {

    /** For what a person must decide. */
    Step park(Tx tx, Claim claim, String reason) throws SQLException {
        return park(tx, claim, new Failure(Failure.Stage.ASK, reason));
    }

    /** For what one side holds and cannot be read. */
    Step park(Tx tx, Claim claim, String what, List<FieldProblem> problems) throws SQLException {
        return park(tx, claim, Failure.Stage.PARSE, what, problems);
    }

    Step park(Tx tx, Claim claim, Failure.Stage stage, String what, List<FieldProblem> problems) throws SQLException {
        return park(tx, claim, failure(stage, what + ": ", problems));
    }

    /** For a row that the table does not take although nobody has its key. */
    Step noPlace(Tx tx, Claim claim, SupabaseTable table) throws SQLException {
        return park(
                tx,
                claim,
                new Failure(
                        Failure.Stage.SUPABASE,
                        table
                                + " does not take the row: another row has a value that must be unique, or a trigger holds it"
                                + " back. Change or delete one of the two; fields that are unique together may be named in"
                                + " natural_key, and then the two are one record"));
    }

    private static Failure failure(Failure.Stage stage, String what, List<FieldProblem> problems) {
        String reasons = problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
        return new Failure(
                stage,
                what + reasons,
                problems.stream().map(FieldProblem::field).distinct().toList());
    }

    Step park(Tx tx, Claim claim, Failure failure) throws SQLException {
        boolean unused = setAside(tx, claim, failure);
        return new Step.Done();
    }

    /** As {@link #ask(Tx, Claim, String)}, with what each field would be. */
    Step ask(Tx tx, Claim claim, String what, List<FieldProblem> problems) throws SQLException {
        return ask(tx, claim, failure(Failure.Stage.ASK, what, problems));
    }

    Step ask(Tx tx, Claim claim, String reason) throws SQLException {
        return ask(tx, claim, new Failure(Failure.Stage.ASK, reason));
    }

    /** Waits for a person's choice. States that a write of ours replaced stay: the choice may be for one of them. */
    private Step ask(Tx tx, Claim claim, Failure question) throws SQLException {
        List<Claim.StoredHint> others = claim.hints().stream()
                .filter(hint -> hint.kind() != Claim.Kind.REPLACED)
                .toList();
        return park(tx, claim.hinted(others), question);
    }

    /**
     * As {@link #park}; false when the record must be looked at again first, and nothing was said. A record that fails
     * again as before gets no second audit row.
     */
    boolean setAside(Tx tx, Claim claim, Failure failure) throws SQLException {
        if (!records.park(tx, claim, failure)) {
            return false;
        }
        counters.parked();
        if (!SyncRecords.isTold(claim, failure)) {
            audit.of(claim.origin(Side.ZAPIER))
                    .append(
                            tx,
                            new AuditTrail.Entry(
                                    AuditTrail.Event.FAILED,
                                    Side.SUPABASE,
                                    claim.key().or(claim::zapierId).orElse("?"),
                                    UUID.randomUUID().toString(),
                                    Optional.empty(),
                                    failure.reason(),
                                    Row.NONE,
                                    Row.NONE,
                                    Row.NONE));
        }
        return true;
    }
}
