package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.ManyRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settles the echoes among a batch, all in one transaction. */
record EchoPass(Echoes echoes, Database database, SyncCounters counters) {

    /** The claims that are no echoes, or whose end could not be stored just now: they go the whole way. */
    List<Claim> others(List<Claim> claims, Map<Long, StoredRow> rows) {
        List<Claim> heard = new ArrayList<>();
        for (Claim claim : claims) {
            if (echoes.isOnlyEcho(claim, Optional.ofNullable(rows.get(claim.id())))) {
                heard.add(claim);
            }
        }
        Set<Long> settled = heard.isEmpty() ? Set.of() : settled(heard);
        counters.echoes(settled.size());
        return claims.stream().filter(claim -> !settled.contains(claim.id())).toList();
    }

    private Set<Long> settled(List<Claim> heard) {
        try {
            return database.transaction(tx -> settle(tx, heard));
        } catch (DatabaseException failed) {
            return Set.of();
        }
    }

    private static Set<Long> settle(Tx tx, List<Claim> heard) throws SQLException {
        Set<Long> held = ManyRecords.held(tx, heard);
        List<Long> hints = new ArrayList<>();
        List<ManyRecords.Known> known = new ArrayList<>();
        for (Claim claim : heard) {
            if (held.contains(claim.id())) {
                hints.addAll(claim.hintIds());
                known.add(new ManyRecords.Known(claim, claim.memory(), false));
            }
        }
        Hints.forget(tx, hints);
        ManyRecords.settle(tx, known);
        return held;
    }
}
