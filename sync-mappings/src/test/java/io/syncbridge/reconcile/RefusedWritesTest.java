package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the mapping forbids is refused with a sentence before the database has to; fields travel their way only. */
class RefusedWritesTest {
    private static final TableMapping MAPPING = mapping("""
            name: things
            supabase: public.things
            key: id
            policy: merge
            fields:
              id: text
              name: { type: text, required: true }
              status: { type: choice, choices: [open, closed], transitions: { open: [closed] } }
              count: { type: integer, min: 0, max: 10, merge: counter }
              price: { type: decimal, precision: 6, scale: 2, min: 0, merge: counter }
              total: { type: integer, direction: to_zapier }
              wish: { type: text, direction: to_supabase }
            """);
    private static final FieldValue KEY = text("k");
    private static final Instant AGREED = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Instant NOW = AGREED.plusSeconds(60);
    private static final Row BASE = Row.of(Map.of(
            "id", KEY,
            "name", text("n"),
            "status", text("open"),
            "count", number("4"),
            "price", number("1.50"),
            "total", number("1"),
            "wish", text("w")));

    @Test
    void aRequiredCellThatWasEmptiedIsRefused() {
        assertThat(reasons(BASE, BASE.with("name", FieldValue.empty())))
                .containsExactly(new FieldProblem("name", "is required and has no value; fill it in in Zapier"));
    }

    @Test
    void aRequiredCellThatNobodyTouchedDoesNotHoldUpTheRest() {
        Row withoutName = BASE.with("name", FieldValue.empty());
        Plan plan = decide(
                Memory.NOTHING.agreedOn(withoutName, AGREED, AGREED), withoutName, withoutName.with("wish", text("x")));

        assertThat(plan.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(plan.supabase()).isEqualTo(Row.of(Map.of("wish", text("x"))));
    }

    @Test
    void aRecordMadeInZapierNeedsWhatIsRequired() {
        Plan plan = new Reconciler(MAPPING)
                .decide(
                        KEY,
                        Memory.NOTHING,
                        new SupabaseState.Absent(),
                        present(Row.of(Map.of("id", KEY, "wish", text("w")))),
                        List.of(),
                        NOW,
                        Optional.empty());

        assertThat(plan.rule()).isEqualTo(Rule.REFUSED);
        assertThat(plan.problems()).extracting(FieldProblem::field).containsExactly("name");
    }

    @Test
    void aStatusMayNotGoWhereItsTransitionsDoNotLead() {
        Row closed = BASE.with("status", text("closed"));

        assertThat(decide(agreed(BASE), BASE, closed).rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(decide(agreed(closed), closed, BASE).problems())
                .containsExactly(new FieldProblem("status", "may not go from closed to open (transitions rule)"));
        assertThat(decide(agreed(closed), closed, closed.with("status", FieldValue.empty()))
                        .rule())
                .as("an emptied status goes nowhere")
                .isEqualTo(Rule.CHANGED_IN_ZAPIER);
    }

    @Test
    void twoCountsThatEachFitMayNotFitTogether() {
        assertThat(reasons(BASE.with("count", number("8")), BASE.with("count", number("7"))))
                .containsExactly(
                        new FieldProblem("count", "would be 11, which is outside 0 to 10; correct it on one side"));
        assertThat(reasons(BASE.with("count", number("1")), BASE.with("count", number("2"))))
                .containsExactly(
                        new FieldProblem("count", "would be -1, which is outside 0 to 10; correct it on one side"));
        assertThat(decide(agreed(BASE), BASE.with("count", number("7")), BASE.with("count", number("7")))
                        .target()
                        .get("count"))
                .as("the limit itself is inside")
                .isEqualTo(number("10"));
        assertThat(decide(agreed(BASE), BASE.with("count", number("2")), BASE.with("count", number("2")))
                        .target()
                        .get("count"))
                .isEqualTo(number("0"));
    }

    @Test
    void aLimitThatIsNotSetIsShownAsNone() {
        assertThat(reasons(BASE.with("price", number("0.50")), BASE.with("price", number("0.75"))))
                .containsExactly(
                        new FieldProblem("price", "would be -0.25, which is outside 0 to ∞; correct it on one side"));
    }

    @Test
    void aFieldThatTravelsToZapierOnlyIsSupabasesWhoeverWins() {
        Plan plan = decide(
                agreed(BASE),
                BASE.with("total", number("2")),
                BASE.with("total", number("9")).with("name", text("m")));

        assertThat(plan.target().get("total")).isEqualTo(number("2"));
        assertThat(plan.supabase().has("total")).isFalse();
    }

    @Test
    void aFieldThatTravelsToSupabaseOnlyIsZapiersWhoeverWins() {
        Plan plan = decide(
                agreed(BASE),
                BASE.with("wish", text("theirs")).with("name", text("m")),
                BASE.with("count", number("5")));

        assertThat(plan.target().get("wish")).isEqualTo(text("w"));
        assertThat(plan.supabase().get("wish")).isEqualTo(text("w"));
        assertThat(plan.target().get("name")).isEqualTo(text("m"));
    }

    /** Zapier's edit of such a field is an edit; Supabase's own is none, and is put right when the record is next written. */
    @Test
    void anEditAgainstAFieldsDirectionIsNoEdit() {
        assertThat(decide(agreed(BASE), BASE.with("wish", text("theirs")), BASE).rule())
                .isNotEqualTo(Rule.CHANGED_IN_SUPABASE);
        assertThat(decide(agreed(BASE), BASE, BASE.with("total", number("9"))).rule())
                .isNotEqualTo(Rule.CHANGED_IN_ZAPIER);
    }

    @Test
    void aRecordOfATableThatSupabaseMakesIsNotMadeFromZapier() {
        TableMapping report = mapping("""
                name: reports
                supabase: public.reports
                key: id
                fields:
                  id: text
                  total: { type: integer, direction: to_zapier }
                """);
        Plan plan = new Reconciler(report)
                .decide(
                        KEY,
                        Memory.NOTHING,
                        new SupabaseState.Absent(),
                        present(Row.of(Map.of("id", KEY, "total", number("3")))),
                        List.of(),
                        NOW,
                        Optional.empty());

        assertThat(plan.rule()).isEqualTo(Rule.REFUSED);
        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("made in Supabase only"));
    }

    private static List<FieldProblem> reasons(Row supabase, Row zapier) {
        Plan plan = decide(agreed(BASE), supabase, zapier);
        assertThat(plan.rule()).isEqualTo(Rule.REFUSED);
        assertThat(plan.isNothing()).isTrue();
        assertThat(plan.writesSupabase()).isFalse();
        return plan.problems();
    }

    private static Plan decide(Memory memory, Row supabase, Row zapier) {
        return new Reconciler(MAPPING)
                .decide(
                        KEY,
                        memory,
                        new SupabaseState.Present(supabase, NOW),
                        present(zapier),
                        List.of(),
                        NOW,
                        Optional.empty());
    }

    private static Memory agreed(Row base) {
        return Memory.NOTHING.agreedOn(base, AGREED, AGREED);
    }

    private static ZapierState.Present present(Row row) {
        return new ZapierState.Present("z", row, AGREED.plusSeconds(20));
    }

    private static FieldValue text(String value) {
        return new FieldValue.Text(value);
    }

    private static FieldValue number(String value) {
        return new FieldValue.Numeric(new BigDecimal(value));
    }

    private static TableMapping mapping(String yaml) {
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }
}
