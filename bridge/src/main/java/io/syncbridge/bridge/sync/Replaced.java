package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.ZapierChange;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.ZapierPayload;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.ZapierEvent;
import java.sql.SQLException;

/** A user's state that our write replaced, kept as an event for whoever looks at the record next. */
final class Replaced {
    private Replaced() {}

    static void keep(Tx tx, Claim claim, Landing landing, ZapierChange change, ZapierEvent edit) throws SQLException {
        ZapierRecord old = change.old().orElseThrow();
        String payload = edit.before().isPresent()
                ? ZapierPayload.write(landing.recordId(), edit)
                : ZapierPayload.write(landing.recordId(), old.editedAt(), old.data());
        Hints.replaced(tx, claim.id(), payload, landing.editedAt());
    }
}
