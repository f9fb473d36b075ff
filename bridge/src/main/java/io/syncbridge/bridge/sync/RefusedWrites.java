package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.reconcile.Memory;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Sets records aside whose write Zapier refused, and remembers which write that was. */
record RefusedWrites(Link link, Database database, SyncRecords records, Parking parking, Refusals refusals) {

    RefusedWrites(Link link, Database database, SyncRecords records, Parking parking) {
        this(link, database, records, parking, new Refusals(link.mapping()));
    }

    /** True when the same write was refused before; the record is then set aside again, without a call. */
    boolean isAgain(Step.Send send) {
        Optional<String> reason = refusals.again(send);
        reason.ifPresent(known -> park(send, Attempts.without(send), known));
        return reason.isPresent();
    }

    void park(Step.Send send, Memory memory, String reason) {
        database.apply(tx -> {
            if (records.lock(tx, send.claim())) {
                records.keep(tx, send.claim(), memory);
                setAside(tx, send, send.claim().with(memory), reason);
            }
        });
    }

    void setAside(Tx tx, Step.Send send, Claim claim, String reason) throws SQLException {
        // With the lease's end: the refused write's own webhook may be looked at in the next moment.
        Claim remembering = refusals.remembered(claim, send, reason);
        boolean unused =
                parking.setAside(tx, remembering, new Failure(Failure.Stage.ZAPIER, reason, named(send, reason)));
    }

    /** The written fields that a refusal names by their keys. */
    private List<String> named(Step.Send send, String reason) {
        return send.attempt().fields().values().keySet().stream()
                .filter(field -> link.zapier()
                        .field(field)
                        .filter(key -> reason.matches("(?s).*\\b" + key.key() + "\\b.*"))
                        .isPresent())
                .toList();
    }
}
