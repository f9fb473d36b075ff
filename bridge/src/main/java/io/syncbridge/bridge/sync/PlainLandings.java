package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.ManyRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.Settlement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settles the landings of one answer in one transaction, each step one statement: those of patches that replaced nobody's
 * edit. Everything else is left to be settled alone, and so is the whole lot when the transaction fails.
 */
record PlainLandings(Link link, Database database, Settlement settlement, AuditTrail audit, SyncCounters counters) {

    /** A sent patch and what its answer says. */
    record Landed(Step.Send send, Landing landing) {
        boolean isPlain(Link link) {
            Claim claim = send.claim();
            return send.recordId().equals(Optional.of(landing.recordId()))
                    && claim.zapierId().equals(send.recordId())
                    && claim.key().isPresent()
                    && claim.failing().told().isEmpty()
                    && link.mapping().tenant().isEmpty();
        }
    }

    /** The ids of the records that are settled. */
    Set<Long> settle(List<Landed> all) {
        List<Landed> plain = all.stream().filter(landed -> landed.isPlain(link)).toList();
        if (plain.size() < 2) {
            return Set.of();
        }
        try {
            Set<Long> settled = database.transaction(tx -> settle(tx, plain));
            counters.wroteZapier(settled.size());
            return settled;
        } catch (RuntimeException failed) {
            // Whatever it was is met again, and told, by the one it is about.
            return Set.of();
        }
    }

    private Set<Long> settle(Tx tx, List<Landed> plain) throws SQLException {
        Set<Long> held = ManyRecords.held(
                tx, plain.stream().map(landed -> landed.send().claim()).toList());
        List<ManyRecords.Known> known = new ArrayList<>();
        List<AuditTrail.Told> told = new ArrayList<>();
        Map<String, StoredRow> rows = link.supabase()
                .read(
                        tx,
                        plain.stream()
                                .flatMap(landed -> landed.send().claim().key().stream())
                                .toList());
        for (Landed landed : plain) {
            Claim claim = landed.send().claim();
            Settlement.Result result =
                    settlement.settle(claim.memory(), landed.send().attempt(), landed.landing(), claim.now());
            if (held.contains(claim.id())
                    && result.recovered().isEmpty()
                    && result.lost().isEmpty()) {
                String key = claim.key().orElseThrow();
                boolean moved = Optional.ofNullable(rows.get(key))
                        .map(StoredRow::content)
                        .filter(row -> row.isWhole()
                                && link.mapping()
                                        .sameContent(row.row(), result.memory().base()))
                        .isEmpty();
                ZapierAudit.landed(key, landed.send().attempt())
                        .forEach(entry -> told.add(new AuditTrail.Told(entry, claim.origin(Side.SUPABASE))));
                known.add(new ManyRecords.Known(claim, result.memory(), result.again() || moved));
            }
        }
        audit.appendAll(tx, told);
        ManyRecords.settle(tx, known);
        Set<Long> settled = new HashSet<>();
        known.forEach(one -> settled.add(one.claim().id()));
        return settled;
    }
}
