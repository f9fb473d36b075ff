package io.syncbridge.bridge.shadow;

import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks the resolver itself, as the pass does, and puts its plan into words. */
record Judge(TableMapping mapping, Reconciler reconciler, Instant now) {

    /** As the pass counts: no request is carried out later. */
    private static final Duration DOUBT_LASTS = Duration.ofHours(1);

    Judge(TableMapping mapping, Instant now) {
        this(mapping, new Reconciler(mapping), now);
    }

    /** What Zapier shows of a record: its id, its cells, when it was edited. */
    record Shown(String id, Decoded cells, Instant editedAt) {}

    Decision decide(String record, Memory memory, Optional<Decoded> supabase, Optional<Shown> zapier) {
        List<FieldProblem> unreadable = Stream.concat(
                        supabase.stream().flatMap(row -> row.problems().stream()),
                        zapier.stream().flatMap(shown -> shown.cells().problems().stream()))
                .toList();
        if (!unreadable.isEmpty()) {
            return Decision.without(mapping.name(), record, "unreadable", names(unreadable));
        }
        Optional<FieldValue> key = RecordKey.value(mapping, record);
        if (key.isEmpty()) {
            return Decision.without(mapping.name(), record, "unreadable", List.of(mapping.key()));
        }
        SupabaseState here = supabase.<SupabaseState>map(row -> new SupabaseState.Present(row.row(), now))
                .orElseGet(SupabaseState.Absent::new);
        ZapierState there = zapier.<ZapierState>map(shown ->
                        new ZapierState.Present(shown.id(), shown.cells().row(), shown.editedAt()))
                .orElseGet(ZapierState.Absent::new);
        Plan plan = reconciler.decide(
                key.get(),
                memory.withoutDoubtsBefore(now.minus(DOUBT_LASTS)),
                here,
                there,
                List.of(),
                now,
                Optional.empty());
        return told(record, plan, supabase.map(Decoded::row).orElse(Row.NONE), there);
    }

    private Decision told(String record, Plan plan, Row supabase, ZapierState zapier) {
        String rule = plan.rule().label();
        if (plan.isNothing()) {
            return switch (plan.rule()) {
                case UNCHANGED, ALREADY_EQUAL, DELETE_IGNORED, GONE, STALE_READ ->
                    Decision.without(mapping.name(), record, Decision.EQUAL, List.of());
                default -> Decision.without(mapping.name(), record, rule, names(plan.problems()));
            };
        }
        // What the database makes of a write (triggers, defaults) only the write would show.
        Row stored = supabase.overlaidBy(plan.supabase());
        List<String> toZapier =
                switch (reconciler.afterSupabase(plan, stored, zapier).zapier()) {
                    case Plan.ZapierWrite.None none -> List.<String>of();
                    case Plan.ZapierWrite.Create create ->
                        List.copyOf(create.fields().values().keySet());
                    case Plan.ZapierWrite.Patch patch ->
                        List.copyOf(patch.fields().values().keySet());
                };
        List<String> toSupabase = List.copyOf(plan.supabase().values().keySet());
        return toSupabase.isEmpty() && toZapier.isEmpty()
                ? Decision.without(mapping.name(), record, Decision.EQUAL, List.of())
                : new Decision(
                        mapping.name(),
                        record,
                        rule.toLowerCase(Locale.ROOT),
                        Optional.of(plan.winner()),
                        toSupabase,
                        toZapier,
                        List.of());
    }

    private static List<String> names(List<FieldProblem> problems) {
        return problems.stream().map(FieldProblem::field).distinct().toList();
    }
}
