package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole records under merge: which fields are merged, what is lost, and what is remembered for the case of a crash. */
class MergedRecordsTest {
    private static final TableMapping MAPPING = mapping();
    private static final Reconciler RECONCILER = new Reconciler(MAPPING);
    private static final Settlement SETTLEMENT = new Settlement(MAPPING);
    private static final FieldValue KEY = new FieldValue.Text("k");
    private static final Instant AGREED = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Instant NOW = AGREED.plusSeconds(60);
    private static final Memory MEMORY = Memory.NOTHING.agreedOn(row("x", 4), AGREED, AGREED);

    @Test
    void eachFieldGoesByItself() {
        Plan plan = decide(MEMORY, row("y", 4), row("x", 6));

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_MERGED);
        assertThat(plan.target()).isEqualTo(row("y", 6));
        assertThat(plan.lost()).isEqualTo(Row.NONE);
    }

    @Test
    void theLoserOfAFieldThatBothChangedIsKept() {
        Plan plan = decide(MEMORY, row("y", 5), row("z", 6));

        assertThat(plan.target()).isEqualTo(row("z", 7));
        assertThat(plan.lost()).isEqualTo(Row.of(Map.of("a", new FieldValue.Text("y"))));
    }

    @Test
    void twoSidesThatCountedToTheSameNumberHaveCountedTwo() {
        Plan plan = decide(MEMORY, row("x", 5), row("x", 5));

        assertThat(plan.target()).isEqualTo(row("x", 6));
    }

    @Test
    void aWriteOfOursThatLandedUnconfirmedIsNotCountedAgain() {
        Attempt landed = new Attempt(
                "t",
                Attempt.Kind.PATCH,
                Row.of(Map.of("b", number(5))),
                row("x", 4),
                AGREED.plusSeconds(1),
                AGREED.plusSeconds(1),
                Rule.CHANGED_IN_SUPABASE,
                Row.NONE);

        assertThat(decide(MEMORY.attempting(landed), row("x", 5), row("x", 5)).rule())
                .isEqualTo(Rule.ALREADY_EQUAL);
    }

    /** All that Zapier held is in what Supabase got: it is the base before the write to Zapier leaves. */
    @Test
    void aCrashBeforeTheWriteToZapierNeitherLosesNorCountsTwice() {
        Row zapier = row("x", 6);
        Plan plan = decide(MEMORY, row("x", 5), zapier);
        Plan.Next next = RECONCILER.afterSupabase(plan, row("x", 7), present(zapier));
        Attempt lost = new Attempt(
                "t",
                Attempt.Kind.PATCH,
                row("x", 7).only("b"::equals),
                zapier,
                NOW,
                plan.stamp(),
                plan.rule(),
                Row.NONE);
        Memory stored = next.memory().attempting(lost);

        assertThat(stored.base()).isEqualTo(zapier);
        assertThat(decide(stored, row("x", 7), zapier).target()).isEqualTo(row("x", 7));
        assertThat(decide(stored, row("x", 7), row("x", 16)).target()).isEqualTo(row("x", 17));
        assertThat(decide(stored, row("x", 107), row("x", 16)).target()).isEqualTo(row("x", 117));
    }

    @Test
    void aCountThatOurWriteReplacedIsAddedToWhatItLeft() {
        Attempt attempt = new Attempt(
                "t",
                Attempt.Kind.PATCH,
                Row.of(Map.of("b", number(5))),
                row("x", 4),
                NOW,
                AGREED.plusSeconds(1),
                Rule.CHANGED_IN_SUPABASE,
                Row.NONE);
        Landing landing =
                new Landing("z", row("x", 5), NOW, Optional.of(new Landing.Old(row("x", 14), NOW.minusSeconds(1))));

        Settlement.Result result = SETTLEMENT.settle(MEMORY.attempting(attempt), attempt, landing, NOW);
        Plan plan = RECONCILER.decide(
                KEY,
                result.memory(),
                new SupabaseState.Present(row("x", 105), NOW),
                new ZapierState.Present("z", row("x", 5), NOW),
                List.of(result.recovered().orElseThrow()),
                NOW,
                Optional.empty());

        assertThat(plan.target()).isEqualTo(row("x", 115));
    }

    @Test
    void recordsThatNeverAgreedTakeWhatOneSideLacksFromTheOther() {
        Plan plan = decide(Memory.NOTHING, row("", 3), row("z", 7));

        assertThat(plan.target()).isEqualTo(row("z", 7));
        assertThat(plan.lost()).isEqualTo(Row.NONE);
    }

    @Test
    void aSumBeyondTheFieldsLimitIsRefused() {
        Memory memory = Memory.NOTHING.agreedOn(row("x", 0), AGREED, AGREED);

        Plan plan = decide(memory, row("x", 90), row("x", 90));

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_MERGED);
        assertThat(decide(memory, row("x", 900), row("x", 900)).rule()).isEqualTo(Rule.REFUSED);
    }

    private static Plan decide(Memory memory, Row supabase, Row zapier) {
        return RECONCILER.decide(
                KEY,
                memory,
                new SupabaseState.Present(supabase, AGREED.plusSeconds(20)),
                present(zapier),
                List.of(),
                NOW,
                Optional.empty());
    }

    private static ZapierState.Present present(Row row) {
        return new ZapierState.Present("z", row, AGREED.plusSeconds(30));
    }

    private static TableMapping mapping() {
        TableMapping plain =
                Variant.PLAIN.with(Variant.VersionColumn.NONE).fields(2).mapping();
        return plain.under(ConflictPolicy.MERGE, DeletePolicy.IGNORE)
                .withFields(plain.fields().stream()
                        .map(field -> field.name().equals("b")
                                ? new FieldMapping(
                                        "b",
                                        "b",
                                        "b",
                                        new FieldType.Whole(BigDecimal.ZERO, BigDecimal.valueOf(1000)),
                                        field.direction(),
                                        false,
                                        FieldValue.empty(),
                                        new MergeRule.Counter())
                                : field)
                        .toList());
    }

    private static Row row(String text, int count) {
        FieldValue a = text.isEmpty() ? FieldValue.empty() : new FieldValue.Text(text);
        return Row.of(Map.of("id", KEY, "a", a, "b", number(count)));
    }

    private static FieldValue number(int count) {
        return new FieldValue.Numeric(BigDecimal.valueOf(count));
    }
}
