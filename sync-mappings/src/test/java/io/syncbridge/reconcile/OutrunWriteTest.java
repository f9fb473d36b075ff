package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A write of ours is carried out long after, when Supabase has moved on in its cell and users of Zapier have edited others.
 * Found by a chaos run, seed 196.
 */
class OutrunWriteTest {
    private static final TableMapping MAPPING = Variant.PLAIN.fields(2).mapping();
    private static final Reconciler RECONCILER = new Reconciler(MAPPING);
    private static final FieldValue KEY = new FieldValue.Text("k");
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Attempt LATE = new Attempt(
            "t1",
            Attempt.Kind.PATCH,
            Row.of(Map.of("a", new FieldValue.Text("s1"))),
            row("a0", "b0"),
            THEN.plusSeconds(2),
            THEN.plusSeconds(1),
            Rule.CHANGED_IN_SUPABASE,
            Row.NONE,
            false);
    private static final Memory MEMORY =
            Memory.NOTHING.agreedOn(row("a0", "b0"), THEN, THEN).attempting(LATE);

    @Test
    void whereZapierWinsItsOldValueDoesNotComeBack() {
        ZapierState.Present zapier = new ZapierState.Present("z", row("s1", "z1"), THEN.plusSeconds(9));

        Plan plan = decide(row("s2", "b1"), THEN.plusSeconds(5), zapier);

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
        assertThat(plan.supabase()).isEqualTo(Row.of(Map.of("b", new FieldValue.Text("z1"))));
        assertThat(RECONCILER.afterSupabase(plan, row("s2", "z1"), zapier).zapier())
                .isEqualTo(new Plan.ZapierWrite.Patch(
                        "z", Row.of(Map.of("a", new FieldValue.Text("s2"))), row("s1", "z1")));
    }

    @Test
    void whereSupabaseWinsAllOfItStands() {
        ZapierState.Present zapier = new ZapierState.Present("z", row("s1", "z1"), THEN.plusSeconds(9));

        Plan plan = decide(row("s2", "b1"), THEN.plusSeconds(30), zapier);

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_SUPABASE_WINS);
        assertThat(plan.supabase().isEmpty()).isTrue();
        assertThat(plan.target().get("a")).isEqualTo(new FieldValue.Text("s2"));
        assertThat(plan.target().get("b")).isEqualTo(new FieldValue.Text("b1"));
    }

    /** The write was to undo a user's edit that had lost, and was carried out after a later one of the same cell. */
    @Test
    void norDoesTheBaseThatItPutBack() {
        Attempt putsBack = new Attempt(
                "t2",
                Attempt.Kind.PATCH,
                Row.of(Map.of("a", new FieldValue.Text("a0"))),
                row("z0", "b0"),
                THEN.plusSeconds(2),
                THEN.plusSeconds(1),
                Rule.CONFLICT_SUPABASE_WINS,
                Row.NONE,
                false);
        Memory memory = Memory.NOTHING.agreedOn(row("a0", "b0"), THEN, THEN).attempting(putsBack);
        ZapierState.Present zapier = new ZapierState.Present("z", row("a0", "z1"), THEN.plusSeconds(9));

        Plan plan = decide(memory, row("s2", "b1"), THEN.plusSeconds(5), zapier);

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
        assertThat(plan.supabase()).isEqualTo(Row.of(Map.of("b", new FieldValue.Text("z1"))));
        assertThat(RECONCILER.afterSupabase(plan, row("s2", "z1"), zapier).zapier())
                .isEqualTo(new Plan.ZapierWrite.Patch(
                        "z", Row.of(Map.of("a", new FieldValue.Text("s2"))), row("a0", "z1")));
    }

    private static Plan decide(Row supabase, Instant updatedAt, ZapierState.Present zapier) {
        return decide(MEMORY, supabase, updatedAt, zapier);
    }

    private static Plan decide(Memory memory, Row supabase, Instant updatedAt, ZapierState.Present zapier) {
        return RECONCILER.decide(
                KEY,
                memory,
                new SupabaseState.Present(
                        supabase.with("updated_at", new FieldValue.Timestamp(updatedAt)), THEN.plusSeconds(40)),
                zapier,
                List.of(),
                THEN.plusSeconds(40),
                Optional.empty());
    }

    private static Row row(String a, String b) {
        return Row.of(Map.of("id", KEY, "a", new FieldValue.Text(a), "b", new FieldValue.Text(b)));
    }
}
