package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.Identities;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tenants;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record's transaction.
 *
 * <ol>
 *   <li>Check the fence; from here on the bookkeeping row is locked.
 *   <li>Say which record it is.
 *   <li>Read the Supabase row and decide.
 *   <li>Write Supabase if the row is still the one that was read, else read and decide again.
 *   <li>Take back what the database stored; the audit row, the base and the end of the hints go with it.
 *   <li>Zapier must change: store the attempt, keep the lease, and hand it on for sending after the commit.
 * </ol>
 */
final class RecordPass {
    private static final int MOST_ROUNDS = 5;

    private final Link link;
    private final SyncRecords records;
    private final SupabaseAudit supabaseAudit;
    private final ZapierAudit zapierAudit;
    private final Parking parking;
    private final Identity identity;
    private final Deciding deciding;
    private final SyncCounters counters;
    private final Deletes deletes;
    private final Tenants tenants;
    private final OwnWrites own;

    RecordPass(Link link, SyncRecords records, AuditTrail audit, Parking parking, SyncCounters counters) {
        this.link = link;
        this.records = records;
        this.supabaseAudit = new SupabaseAudit(audit);
        this.zapierAudit = new ZapierAudit(audit);
        this.parking = parking;
        this.identity = new Identity(link, new Identities(link.mapping()));
        this.deciding = new Deciding(link);
        this.counters = counters;
        this.tenants = new Tenants(link.mapping());
        this.own = new OwnWrites(link.mapping().name());
        this.deletes = new Deletes(link, records, supabaseAudit, parking, counters);
    }

    /** The side that suddenly shows no record at all, if deletes are held for that. */
    Optional<Side> emptySide() {
        return deletes.emptySide();
    }

    /** Runs within the transaction; {@code alive} answers what an earlier {@link Step.Ask} asked. */
    Step run(Tx tx, Claim leased, Seen seen, Map<String, Boolean> alive) throws SQLException {
        if (!records.lock(tx, leased)) {
            return new Step.Done();
        }
        Claim claim = Deciding.withoutOldDoubts(leased);
        Decoded decoded = seen.decoded(link.zapier());
        tenants.note(tx, claim, decoded.row());
        if (!decoded.isWhole()) {
            return parking.park(tx, claim, "Zapier record " + seen.recordId(), decoded.problems());
        }
        if (seen instanceof Seen.Live live) {
            switch (identity.resolve(tx, claim, live.record().id(), decoded.row(), alive)) {
                case Identity.Result.Known known -> claim = known.claim();
                case Identity.Result.Other other -> {
                    return other.step();
                }
                case Identity.Result.Unclear unclear -> {
                    return parking.park(tx, claim, unclear.reason());
                }
            }
        }
        if (claim.key().isEmpty()) {
            // A Zapier record that is gone before it was ever looked at.
            Hints.forget(tx, claim.hintIds());
            records.settle(tx, claim, claim.memory(), false);
            return new Step.Done();
        }
        return decide(tx, claim, seen.state(decoded.row()), seen);
    }

    private Step decide(Tx tx, Claim named, ZapierState zapier, Seen seen) throws SQLException {
        Claim claim = named;
        boolean inserting = false;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String keyText = claim.key().orElseThrow();
            Optional<FieldValue> key = RecordKey.value(link.mapping(), keyText);
            if (key.isEmpty()) {
                return parking.park(
                        tx,
                        claim,
                        new Failure(
                                Failure.Stage.MAP,
                                link.mapping().key() + " has the wrong form for this table: " + keyText,
                                List.of(link.mapping().key())));
            }
            Optional<StoredRow> row = link.supabase().find(tx, keyText);
            if (row.isPresent()) {
                tenants.note(tx, claim, row.get().content().row());
            }
            if (row.isPresent() && !row.get().content().isWhole()) {
                return parking.park(
                        tx,
                        claim,
                        "Supabase row " + keyText,
                        row.get().content().problems());
            }
            Plan plan = deciding.plan(claim, key.get(), row, zapier);
            Optional<Step> instead = unlessWritten(tx, claim, plan);
            if (instead.isPresent()) {
                return instead.get();
            }
            if (plan.deletesZapier() && zapier instanceof ZapierState.Present present) {
                return deletes.inZapier(tx, claim, plan, present);
            }
            if (plan.deletesSupabase()) {
                boolean isEmpty = seen instanceof Seen.Trashed trashed && trashed.tableIsEmpty();
                Optional<Step> deleted = deletes.inSupabase(tx, claim, plan, row.orElseThrow(), zapier, isEmpty);
                if (deleted.isPresent()) {
                    return deleted.get();
                }
                continue;
            }
            Optional<StoredRow> stored = plan.writesSupabase() ? write(tx, plan, row, keyText) : row;
            if (plan.writesSupabase() && stored.isEmpty()) {
                inserting = plan.insert();
                Optional<StoredRow> twin = plan.insert() ? link.supabase().findByNaturalKey(tx, plan.supabase()) : row;
                if (plan.insert()
                        && twin.isPresent()
                        && link.supabase().find(tx, keyText).isEmpty()) {
                    switch (identity.adopt(tx, claim, twin.get())) {
                        case Identity.Result.Known known -> claim = known.claim();
                        case Identity.Result.Other other -> {
                            return other.step();
                        }
                        case Identity.Result.Unclear unclear -> {
                            return parking.park(tx, claim, unclear.reason());
                        }
                    }
                }
                continue;
            }
            if (stored.isPresent() && !stored.get().content().isWhole()) {
                return parking.park(
                        tx,
                        claim,
                        "Supabase row " + keyText,
                        stored.get().content().problems());
            }
            return finish(tx, claim, plan, row, stored, zapier);
        }
        // Whoever was inserting at the same moment has committed by now, and has neither this key nor the natural one.
        return inserting && link.supabase().find(tx, claim.key().orElseThrow()).isEmpty()
                ? parking.noPlace(tx, claim, link.mapping().supabase())
                : new Step.Later(Duration.ofMillis(50));
    }

    /** A plan that leads elsewhere than to writes. */
    private Optional<Step> unlessWritten(Tx tx, Claim claim, Plan plan) throws SQLException {
        String record = "record " + claim.key().orElseThrow();
        return switch (plan.rule()) {
            case REFUSED -> Optional.of(parking.park(tx, claim, Failure.Stage.MAP, record, plan.problems()));
            case STALE_READ -> Optional.of(new Step.Later(Duration.ofMillis(500)));
            case LOOK_IN_TRASH -> Optional.of(new Step.LookInTrash());
            case CONFLICT_ASKED, DELETE_ASKED, VANISHED ->
                Optional.of(parking.ask(
                        tx, claim, record + " waits for a choice between supabase and zapier: ", plan.problems()));
            default -> Optional.empty();
        };
    }

    private Optional<StoredRow> write(Tx tx, Plan plan, Optional<StoredRow> row, String key) throws SQLException {
        own.begin(tx);
        Optional<StoredRow> stored = plan.insert()
                ? link.supabase().insert(tx, plan.supabase())
                : link.supabase().update(tx, key, row.orElseThrow().version(), plan.supabase());
        own.wrote(tx, stored.isPresent() ? 1 : 0);
        return stored;
    }

    private Step finish(
            Tx tx, Claim claim, Plan plan, Optional<StoredRow> before, Optional<StoredRow> stored, ZapierState zapier)
            throws SQLException {
        Hints.forget(tx, claim.hintIds());
        Optional<Attempt> confirmed = deciding.reconciler().confirmed(claim.memory(), plan, zapier);
        if (confirmed.isPresent()) {
            zapierAudit.of(claim).landed(tx, claim.key().orElseThrow(), confirmed.get());
        }
        if (plan.isNothing()) {
            records.settle(tx, claim, plan.memory(), false);
            return new Step.Done();
        }
        Row after = stored.map(row -> row.content().row()).orElse(Row.NONE);
        if (plan.writesSupabase()) {
            Row held = before.map(row -> row.content().row()).orElse(Row.NONE);
            supabaseAudit.of(claim).applied(tx, claim.key().orElseThrow(), plan, held, after, zapier);
            counters.wroteSupabase(1);
        }
        if (plan.rule().isConflict()) {
            counters.conflict();
        }
        Plan.Next next = deciding.reconciler().afterSupabase(plan, after, zapier);
        boolean untold = !plan.writesSupabase() && next.zapier() instanceof Plan.ZapierWrite.None;
        if (untold && !plan.lost().isEmpty()) {
            supabaseAudit.of(claim).settled(tx, claim.key().orElseThrow(), plan, zapier);
        }
        return switch (next.zapier()) {
            case Plan.ZapierWrite.None none -> {
                records.settle(tx, claim, next.memory(), false);
                yield new Step.Done();
            }
            case Plan.ZapierWrite.Create create ->
                send(tx, claim, plan, next.memory(), create.fields(), Row.NONE, Optional.empty());
            case Plan.ZapierWrite.Patch patch ->
                send(tx, claim, plan, next.memory(), patch.fields(), patch.before(), Optional.of(patch.recordId()));
        };
    }

    private Step send(Tx tx, Claim claim, Plan plan, Memory memory, Row fields, Row before, Optional<String> recordId)
            throws SQLException {
        Attempt attempt = Deciding.attempt(
                plan, recordId.isPresent() ? Attempt.Kind.PATCH : Attempt.Kind.CREATE, fields, before, claim.now());
        Claim sending = claim.linked(recordId.or(claim::zapierId)).with(memory.attempting(attempt));
        if (recordId.isEmpty()) {
            sending = sending.linked(Optional.empty());
        }
        records.keep(tx, sending, sending.memory());
        return new Step.Send(sending, attempt, recordId);
    }
}
