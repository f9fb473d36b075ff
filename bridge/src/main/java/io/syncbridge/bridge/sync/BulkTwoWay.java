package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.NewRecords;
import io.syncbridge.bridge.store.NewRecords.Fresh;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A two-way table in bulk: the same {@link Reconciler} decides for each record, and the two plans that a first sync is full
 * of are carried out together. What {@link RecordPass} does in one transaction for one record (row, audit row, bookkeeping,
 * stored attempt), this does in one for many. Every other plan is the usual pass's.
 */
final class BulkTwoWay implements BulkRound {
    private final Link link;
    private final Reconciler reconciler;
    private final NewRecords bookkeeping;
    private final AuditTrail audit;
    private final SupabaseAudit entries;
    private final Duration lease;

    BulkTwoWay(Link link, AuditTrail audit, Duration lease) {
        this.link = link;
        this.reconciler = new Reconciler(link.mapping());
        this.bookkeeping = new NewRecords(link.mapping());
        this.audit = audit;
        this.entries = new SupabaseAudit(audit);
        this.lease = lease;
    }

    /** A row that only Zapier has, on its way to Supabase. */
    private record Creation(Candidate candidate, ZapierState.Present zapier, Plan plan) {}

    /** A record that will be in the bookkeeping, and what must be sent of it. */
    private record Settled(Fresh fresh, Optional<Attempt> attempt) {}

    @Override
    public Done in(Tx tx, Instant now, List<Candidate> fresh) throws SQLException {
        Map<String, StoredRow> rows = new HashMap<>();
        link.supabase()
                .read(tx, fresh.stream().map(Candidate::key).toList())
                .forEach((key, row) -> rows.put(canonical(key), row));
        List<Candidate> left = new ArrayList<>();
        List<Creation> creations = new ArrayList<>();
        List<Settled> settled = new ArrayList<>();
        for (Candidate candidate : fresh) {
            Optional<StoredRow> row = Optional.ofNullable(rows.get(candidate.key()));
            ZapierState.Present zapier = new ZapierState.Present(
                    candidate.record().id(), candidate.row(), candidate.record().editedAt());
            Optional<Plan> plan =
                    row.filter(there -> !there.content().isWhole()).isPresent()
                            ? Optional.empty()
                            : Optional.of(decide(candidate, row, zapier, now));
            if (plan.filter(BulkTwoWay::isLink).isPresent()) {
                Memory memory = plan.get().memory();
                settled.add(new Settled(known(candidate, memory, memory.base(), false), Optional.empty()));
            } else if (plan.filter(BulkTwoWay::isCreation).isPresent()) {
                creations.add(new Creation(candidate, zapier, plan.get()));
            } else {
                left.add(candidate);
            }
        }
        long linked = settled.size();
        create(tx, now, creations, settled, left);
        return new Done(linked, settled.size() - linked, left, added(tx, now, settled));
    }

    private Plan decide(Candidate candidate, Optional<StoredRow> row, ZapierState.Present zapier, Instant now) {
        SupabaseState supabase = row.<SupabaseState>map(
                        there -> new SupabaseState.Present(there.content().row(), now))
                .orElseGet(SupabaseState.Absent::new);
        return reconciler.decide(
                RecordKey.value(link.mapping(), candidate.key()).orElseThrow(),
                Memory.NOTHING,
                supabase,
                zapier,
                List.of(),
                now,
                Optional.empty());
    }

    private static boolean isLink(Plan plan) {
        return plan.rule() == Rule.ALREADY_EQUAL && plan.isNothing();
    }

    private static boolean isCreation(Plan plan) {
        return plan.rule() == Rule.CREATED_IN_ZAPIER && plan.insert();
    }

    /** Inserts; what has no place there (another unique value, a natural key under another id) is left. */
    private void create(Tx tx, Instant now, List<Creation> creations, List<Settled> settled, List<Candidate> left)
            throws SQLException {
        Map<String, Row> stored = stored(tx, creations);
        List<AuditTrail.Told> told = new ArrayList<>();
        for (Creation creation : creations) {
            String key = creation.candidate().key();
            Optional<Row> row = Optional.ofNullable(stored.get(key));
            if (row.isEmpty()) {
                left.add(creation.candidate());
                continue;
            }
            told.add(new AuditTrail.Told(
                    entries.synced(key, creation.plan(), Row.NONE, row.get(), creation.zapier()), Optional.empty()));
            Plan.Next next = reconciler.afterSupabase(creation.plan(), row.get(), creation.zapier());
            Optional<Attempt> attempt = attempt(creation.plan(), next.zapier(), now);
            Memory memory = attempt.map(next.memory()::attempting).orElse(next.memory());
            settled.add(new Settled(known(creation.candidate(), memory, row.get(), attempt.isPresent()), attempt));
        }
        audit.appendAll(tx, told);
    }

    private Map<String, Row> stored(Tx tx, List<Creation> creations) throws SQLException {
        Set<String> wanted = new HashSet<>();
        creations.forEach(creation -> wanted.add(creation.candidate().key()));
        Map<String, Row> stored = new HashMap<>();
        List<Row> rows =
                creations.stream().map(creation -> creation.plan().supabase()).toList();
        OwnWrites own = new OwnWrites(link.mapping().name());
        own.begin(tx);
        List<StoredRow> inserted = link.supabase().insertAll(tx, rows);
        own.wrote(tx, inserted.size());
        for (StoredRow row : inserted) {
            Optional<String> key = RecordKey.text(
                            row.content().row().get(link.mapping().key()))
                    .filter(wanted::contains);
            if (key.isEmpty() || !row.content().isWhole()) {
                throw new Strange(); // a trigger's doing; alone, it is the usual pass's
            }
            stored.put(key.get(), row.content().row());
        }
        return stored;
    }

    private static Optional<Attempt> attempt(Plan plan, Plan.ZapierWrite write, Instant now) {
        return write instanceof Plan.ZapierWrite.Patch patch
                ? Optional.of(Deciding.attempt(plan, Attempt.Kind.PATCH, patch.fields(), patch.before(), now))
                : Optional.empty();
    }

    private List<Step.Send> added(Tx tx, Instant now, List<Settled> settled) throws SQLException {
        Map<String, Long> ids =
                bookkeeping.add(tx, settled.stream().map(Settled::fresh).toList(), lease);
        if (ids.size() < settled.size()) {
            throw new Strange(); // somebody heard of one meanwhile, and has it
        }
        List<Step.Send> sends = new ArrayList<>();
        for (Settled one : settled) {
            one.attempt()
                    .ifPresent(attempt -> sends.add(new Step.Send(
                            claim(
                                    Optional.ofNullable(ids.get(one.fresh().zapierId()))
                                            .orElseThrow(),
                                    one.fresh(),
                                    now),
                            attempt,
                            Optional.of(one.fresh().zapierId()))));
        }
        return sends;
    }

    /** The lease that {@link NewRecords} gave it. */
    private static Claim claim(long id, Fresh fresh, Instant now) {
        return new Claim(
                id,
                fresh.key(),
                Optional.of(fresh.zapierId()),
                fresh.memory(),
                0,
                1,
                0,
                Claim.Failing.NOT,
                now,
                List.of(),
                Optional.empty(),
                new Claim.Turn(Optional.empty(), ""));
    }

    private static Fresh known(Candidate candidate, Memory memory, Row row, boolean leased) {
        return new Fresh(Optional.of(candidate.key()), candidate.record().id(), memory, row, leased);
    }

    /** A key as PostgreSQL prints it, spelt as the bookkeeping spells it. */
    private String canonical(String printed) {
        TableMapping mapping = link.mapping();
        return RecordKey.value(mapping, printed).flatMap(RecordKey::text).orElse(printed);
    }
}
