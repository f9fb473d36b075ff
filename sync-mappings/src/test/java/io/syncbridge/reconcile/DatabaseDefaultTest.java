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

/** What the database made of our write is on its way to Zapier when the next edit comes from there: neither is lost. */
class DatabaseDefaultTest {
    private static final TableMapping MAPPING =
            Variant.PLAIN.with(Variant.VersionColumn.NONE).fields(2).mapping();
    private static final Reconciler RECONCILER = new Reconciler(MAPPING);
    private static final FieldValue KEY = new FieldValue.Text("k");
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");

    private final Row made = row("new", "");
    private final Row stored = row("new", "default");

    @Test
    void anEditInZapierLeavesADefaultThatHasNotArrivedYet() {
        Plan next = edited(row("newer", ""), stored, afterCreation());

        assertThat(next.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(next.supabase()).isEqualTo(Row.of(Map.of("a", new FieldValue.Text("newer"))));
        Plan.Next then = RECONCILER.afterSupabase(next, row("newer", "default"), present(row("newer", ""), 20));
        assertThat(then.zapier())
                .isEqualTo(new Plan.ZapierWrite.Patch(
                        "z", Row.of(Map.of("b", new FieldValue.Text("default"))), row("newer", "")));
    }

    @Test
    void anEditOfThatVeryCellWins() {
        Plan next = edited(row("new", "mine"), stored, afterCreation());

        assertThat(next.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(next.supabase()).isEqualTo(Row.of(Map.of("b", new FieldValue.Text("mine"))));
    }

    /** Both sides held the default by then, so the empty cell is what a user wants. */
    @Test
    void aDefaultThatArrivedCanBeEmptied() {
        Memory agreed = afterCreation().agreedOn(stored, THEN.plusSeconds(15), THEN);

        Plan next = edited(made, stored, agreed);

        assertThat(next.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(next.supabase().get("b").isBlank()).isTrue();
        assertThat(next.supabase().has("b")).isTrue();
    }

    private Memory afterCreation() {
        Plan created = RECONCILER.decide(
                KEY, Memory.NOTHING, new SupabaseState.Absent(), present(made, 10), List.of(), THEN, Optional.empty());
        assertThat(created.rule()).isEqualTo(Rule.CREATED_IN_ZAPIER);
        Plan.Next next = RECONCILER.afterSupabase(created, stored, present(made, 10));
        assertThat(next.zapier()).isInstanceOf(Plan.ZapierWrite.Patch.class);
        return next.memory();
    }

    private static Plan edited(Row zapier, Row supabase, Memory memory) {
        return RECONCILER.decide(
                KEY,
                memory,
                new SupabaseState.Present(supabase, THEN.plusSeconds(12)),
                present(zapier, 20),
                List.of(),
                THEN.plusSeconds(30),
                Optional.empty());
    }

    private static ZapierState.Present present(Row row, int second) {
        return new ZapierState.Present("z", row, THEN.plusSeconds(second));
    }

    private static Row row(String a, String b) {
        return Row.of(Map.of(
                "id",
                KEY,
                "a",
                new FieldValue.Text(a),
                "b",
                b.isEmpty() ? FieldValue.empty() : new FieldValue.Text(b)));
    }
}
