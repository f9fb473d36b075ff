package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DeleteBrake;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;

/**
 * Whether a side that suddenly shows no record at all shows some again. Until then nothing of the mapping is done, unless a
 * person has decided about one of the held deletes. A table of a few records may well be emptied by hand.
 */
record EmptySide(Link link, Database database, ZapierTablesClient zapier) {
    private static final int FEW = 10;

    /** True when so many records were known that an empty side is no everyday matter. */
    boolean matters() {
        return database.transaction(
                tx -> new DeleteBrake(link.mapping()).liveKeys(tx).size() > FEW);
    }

    /** True while the side shows nothing and nobody has decided. */
    boolean lasts(Side side) {
        if (new SyncRecords(link.mapping(), database).isAnyChosen()) {
            return false;
        }
        return side == Side.SUPABASE
                ? database.transaction(tx -> link.supabase().isEmpty(tx))
                : !(zapier.isEmpty(link.zapierTableId()) instanceof Answer.Given<Boolean> given) || given.value();
    }

    static String reason(Side side) {
        return (side == Side.SUPABASE ? "the Supabase table" : "the Zapier table")
                + " suddenly shows no record at all: deleted, or hidden from the bridge (row security, another account)?"
                + " Bring the records back, or choose a side for one of the parked deletes if they are meant";
    }
}
