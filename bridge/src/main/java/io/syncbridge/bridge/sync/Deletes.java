package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.DeleteBrake;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries out the deletes that plans ask for, unless too many come at once or a side is suddenly empty: then the record
 * waits for a person, and nothing is deleted. What a person chose is carried out.
 */
final class Deletes {
    private static final int FEW = 10;

    private final Link link;
    private final SyncRecords records;
    private final DeleteBrake brake;
    private final SupabaseAudit audit;
    private final Parking parking;
    private final SyncCounters counters;
    private final AtomicReference<Optional<Side>> emptySide = new AtomicReference<>(Optional.empty());

    Deletes(Link link, SyncRecords records, SupabaseAudit audit, Parking parking, SyncCounters counters) {
        this.link = link;
        this.records = records;
        this.brake = new DeleteBrake(link.mapping());
        this.audit = audit;
        this.parking = parking;
        this.counters = counters;
    }

    /** The side that looked empty when the last delete was considered; no ground to delete anything on the other. */
    Optional<Side> emptySide() {
        return emptySide.get();
    }

    /** Deletes the row with all that goes with it; empty when somebody wrote the row meanwhile. */
    Optional<Step> inSupabase(Tx tx, Claim claim, Plan plan, StoredRow row, ZapierState zapier, boolean zapierIsEmpty)
            throws SQLException {
        Optional<Step> held = held(tx, claim, Side.SUPABASE, zapierIsEmpty);
        if (held.isPresent()) {
            return held;
        }
        String key = claim.key().orElseThrow();
        OwnWrites own = new OwnWrites(link.mapping().name());
        own.begin(tx);
        if (!link.supabase().delete(tx, key, row.version())) {
            return Optional.empty();
        }
        own.wrote(tx, 1);
        audit.of(claim).deleted(tx, key, plan, row.content().row(), zapier);
        brake.note(tx, claim.id(), Side.SUPABASE);
        Hints.forget(tx, claim.hintIds());
        records.settle(tx, claim, plan.memory(), false);
        counters.wroteSupabase(1);
        return Optional.of(new Step.Done());
    }

    /** Stores the attempt; the record is deleted after the commit, and then looked at. */
    Step inZapier(Tx tx, Claim claim, Plan plan, ZapierState.Present zapier) throws SQLException {
        Optional<Step> held = held(tx, claim, Side.ZAPIER, isSupabaseEmpty(tx));
        if (held.isPresent()) {
            return held.get();
        }
        Attempt attempt = new Attempt(
                UUID.randomUUID().toString(),
                Attempt.Kind.DELETE,
                Row.NONE,
                zapier.row(),
                claim.now(),
                plan.stamp(),
                plan.rule(),
                Row.NONE,
                plan.clamped());
        Claim sending = claim.linked(Optional.of(zapier.recordId()))
                .with(plan.memory().attempting(attempt))
                .hinted(List.of());
        brake.note(tx, claim.id(), Side.ZAPIER);
        Hints.forget(tx, claim.hintIds());
        records.keep(tx, sending, sending.memory());
        return new Step.Send(sending, attempt, Optional.of(zapier.recordId()));
    }

    /** Rows may be hidden from us (policies, a restored backup) as well as deleted. */
    private boolean isSupabaseEmpty(Tx tx) throws SQLException {
        if (link.supabase().isEmpty(tx)) {
            return true;
        }
        List<String> keys = brake.liveKeys(tx);
        return keys.size() > FEW && !link.supabase().hasAny(tx, keys);
    }

    private Optional<Step> held(Tx tx, Claim claim, Side side, boolean otherIsEmpty) throws SQLException {
        if (claim.choice().isPresent()) {
            return Optional.empty();
        }
        emptySide.set(otherIsEmpty ? Optional.of(side.other()) : Optional.empty());
        Optional<String> reason = otherIsEmpty
                ? Optional.of(name(side.other()) + " suddenly shows no record of this table at all")
                : brake.holds(tx, claim.id(), side);
        return reason.isPresent() ? Optional.of(hold(tx, claim, side, reason.get())) : Optional.empty();
    }

    private Step hold(Tx tx, Claim claim, Side side, String reason) throws SQLException {
        String deleted = name(side.other());
        return parking.ask(
                tx,
                claim,
                "delete held, record " + claim.key().orElse("?") + " was deleted in " + deleted + ": " + reason
                        + "; if the deletes are meant, choose " + deleted.toLowerCase(java.util.Locale.ROOT)
                        + " to carry this one out, else choose " + name(side).toLowerCase(java.util.Locale.ROOT)
                        + " to bring the record back");
    }

    private static String name(Side side) {
        return side == Side.SUPABASE ? "Supabase" : "Zapier";
    }
}
