package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.ManyRecords;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.RowChange;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@link RecordPass} does for one record, done for many in one transaction, each step one statement: for records
 * about which nothing is special. Both sides are known and readable, and the same {@link Deciding} says: nothing to
 * write, set some fields of the row, or set some cells of the record.
 *
 * <p>Everything else is left, untouched, to the usual pass. So is the whole lot when the transaction fails, whatever for:
 * then each is tried alone, and the bad one fails alone.
 */
final class PlainPass {
    private static final Set<Rule> PLAIN =
            EnumSet.of(Rule.CHANGED_IN_ZAPIER, Rule.CHANGED_IN_SUPABASE, Rule.UNCHANGED, Rule.ALREADY_EQUAL);

    private final Link link;
    private final Database database;
    private final Deciding deciding;
    private final AuditTrail audit;
    private final SupabaseAudit entries;
    private final SyncCounters counters;
    private final OwnWrites own;

    PlainPass(Link link, Database database, AuditTrail audit, SyncCounters counters) {
        this.link = link;
        this.database = database;
        this.deciding = new Deciding(link);
        this.audit = audit;
        this.entries = new SupabaseAudit(audit);
        this.counters = counters;
        this.own = new OwnWrites(link.mapping().name());
    }

    /**
     * What became of a batch.
     *
     * @param finished settled, or with an attempt stored
     * @param left for the usual pass
     * @param sends stored attempts, to be sent
     */
    record Done(List<Claim> finished, List<Claim> left, List<Step.Send> sends) {
        private static Done nothing(List<Claim> claims) {
            return new Done(List.of(), claims, List.of());
        }
    }

    /** A record and what is to become of it; the row as it was before. */
    private record Decided(Claim claim, ZapierState.Present zapier, StoredRow row, Plan plan) {}

    /** Works off those about which nothing is special, if there are several. */
    Done run(List<Claim> claims, Map<Long, Optional<ZapierRecord>> shown) {
        Map<Long, ZapierState.Present> plain = new HashMap<>();
        claims.forEach(claim -> shown.getOrDefault(claim.id(), Optional.empty())
                .flatMap(record -> plain(claim, record))
                .ifPresent(state -> plain.put(claim.id(), state)));
        List<Claim> chosen =
                claims.stream().filter(claim -> plain.containsKey(claim.id())).toList();
        if (chosen.size() < 2) {
            return Done.nothing(claims);
        }
        try {
            Round round = new Round(chosen, plain);
            database.apply(round::run);
            counters.wroteSupabase(round.changed.size());
            Map<Boolean, List<Claim>> byFinished =
                    claims.stream().collect(Collectors.partitioningBy(claim -> round.finished.contains(claim.id())));
            return new Done(
                    byFinished.getOrDefault(true, List.of()), byFinished.getOrDefault(false, List.of()), round.sends);
        } catch (RuntimeException failed) {
            // Whatever it was is met again, and told, by the one it is about.
            return Done.nothing(claims);
        }
    }

    private Optional<ZapierState.Present> plain(Claim claim, ZapierRecord record) {
        Decoded decoded = link.zapier().decode(record.data());
        boolean plain = decoded.isWhole()
                && link.mapping().tenant().isEmpty()
                && claim.memory().isLive()
                && claim.key().isPresent()
                && claim.zapierId().equals(Optional.of(record.id()))
                && claim.choice().isEmpty()
                && claim.failing().told().isEmpty();
        return plain
                ? Optional.of(new ZapierState.Present(record.id(), decoded.row(), record.editedAt()))
                : Optional.empty();
    }

    /** Thrown inside: a trigger made of a row what nobody expects; alone, it is the usual pass's. */
    private static final class Unexpected extends RuntimeException {
        Unexpected() {
            super("a row is for the usual pass", null, false, false);
        }
    }

    /** One transaction. */
    private final class Round {
        private final List<Claim> claims;
        private final Map<Long, ZapierState.Present> shown;
        private final Set<Long> finished = new HashSet<>();
        private final List<Decided> changed = new ArrayList<>();
        private final List<Step.Send> sends = new ArrayList<>();
        private final List<ManyRecords.Known> settled = new ArrayList<>();
        private final List<Long> hints = new ArrayList<>();

        Round(List<Claim> claims, Map<Long, ZapierState.Present> shown) {
            this.claims = claims;
            this.shown = shown;
        }

        void run(Tx tx) throws SQLException {
            Set<Long> held = ManyRecords.held(tx, claims);
            List<Decided> decided = decided(
                    tx,
                    claims.stream().filter(claim -> held.contains(claim.id())).toList());
            Map<String, StoredRow> stored = updated(tx, decided);
            List<AuditTrail.Told> told = new ArrayList<>();
            for (Decided one : decided) {
                String key = one.claim().key().orElseThrow();
                if (!one.plan().writesSupabase()) {
                    finish(one, one.row().content().row());
                } else if (stored.containsKey(key)) {
                    Row after = whole(stored.get(key));
                    changed.add(one);
                    told.add(new AuditTrail.Told(
                            entries.synced(key, one.plan(), one.row().content().row(), after, one.zapier()),
                            one.claim().origin(Side.ZAPIER)));
                    finish(one, after);
                }
            }
            audit.appendAll(tx, told);
            Hints.forget(tx, hints);
            ManyRecords.settle(tx, settled);
            ManyRecords.keep(tx, sends.stream().map(Step.Send::claim).toList());
        }

        private List<Decided> decided(Tx tx, List<Claim> held) throws SQLException {
            Map<String, StoredRow> rows = link.supabase()
                    .read(
                            tx,
                            held.stream().flatMap(claim -> claim.key().stream()).toList());
            List<Decided> decided = new ArrayList<>();
            for (Claim leased : held) {
                Claim claim = Deciding.withoutOldDoubts(leased);
                String key = claim.key().orElseThrow();
                StoredRow row = rows.get(key);
                if (row != null && row.content().isWhole()) {
                    ZapierState.Present zapier = Objects.requireNonNull(shown.get(claim.id()));
                    Plan plan = deciding.plan(
                            claim, RecordKey.value(link.mapping(), key).orElseThrow(), Optional.of(row), zapier);
                    if (isPlain(claim, plan, zapier)) {
                        decided.add(new Decided(claim, zapier, row, plan));
                    }
                }
            }
            return decided;
        }

        private Map<String, StoredRow> updated(Tx tx, List<Decided> decided) throws SQLException {
            List<RowChange> changes = decided.stream()
                    .filter(one -> one.plan().writesSupabase())
                    .map(one -> new RowChange(
                            one.claim().key().orElseThrow(),
                            one.row().version(),
                            one.plan().supabase()))
                    .toList();
            if (changes.isEmpty()) {
                return Map.of();
            }
            own.begin(tx);
            Map<String, StoredRow> stored = link.supabase().updateAll(tx, changes);
            own.wrote(tx, stored.size());
            return stored;
        }

        /** As {@link RecordPass} ends: agreed, or a stored attempt under the same lease. */
        private void finish(Decided one, Row after) {
            Claim claim = one.claim();
            finished.add(claim.id());
            hints.addAll(claim.hintIds());
            if (one.plan().isNothing()) {
                settled.add(new ManyRecords.Known(claim, one.plan().memory(), false));
                return;
            }
            Plan.Next next = deciding.reconciler().afterSupabase(one.plan(), after, one.zapier());
            switch (next.zapier()) {
                case Plan.ZapierWrite.None none -> settled.add(new ManyRecords.Known(claim, next.memory(), false));
                case Plan.ZapierWrite.Patch patch -> {
                    Attempt attempt = Deciding.attempt(
                            one.plan(), Attempt.Kind.PATCH, patch.fields(), patch.before(), claim.now());
                    Claim sending = claim.with(next.memory().attempting(attempt));
                    sends.add(new Step.Send(sending, attempt, Optional.of(patch.recordId())));
                }
                case Plan.ZapierWrite.Create create -> throw new Unexpected();
            }
        }
    }

    private static Row whole(StoredRow row) {
        if (!row.content().isWhole()) {
            throw new Unexpected();
        }
        return row.content().row();
    }

    /** True for an edit of one side that overlaps with nothing, and for what both sides hold already. */
    private boolean isPlain(Claim claim, Plan plan, ZapierState.Present zapier) {
        return PLAIN.contains(plan.rule())
                && plan.problems().isEmpty()
                && plan.lost().isEmpty()
                && !plan.insert()
                && deciding.reconciler().confirmed(claim.memory(), plan, zapier).isEmpty();
    }
}
