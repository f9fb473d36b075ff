package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.reconcile.Memory;

/** Attempts that were stored before they were sent, and that Zapier surely did not carry out. */
record Attempts(Database database, SyncRecords records) {

    /** Takes the attempt back, if the lease is still ours; the claim as it is then. */
    Claim withdrawn(Step.Send send) {
        Claim claim = send.claim().with(without(send));
        database.apply(tx -> {
            if (records.lock(tx, claim)) {
                records.keep(tx, claim, claim.memory());
            }
        });
        return claim;
    }

    /** What is remembered once the attempt is out of doubt. */
    static Memory without(Step.Send send) {
        return send.claim().memory().without(send.attempt().id());
    }
}
