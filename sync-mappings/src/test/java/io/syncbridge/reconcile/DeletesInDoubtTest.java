package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A delete of ours whose answer was lost, carried out long after: what becomes of the record, and which audit row is due. */
class DeletesInDoubtTest {
    private static final FieldValue KEY = text("k");
    private static final Instant AGREED = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Instant NOW = AGREED.plusSeconds(60);
    private static final Row BASE = Row.of(Map.of("id", KEY, "name", text("n"), "note", text("o")));
    private static final Memory DOUBTING =
            Memory.NOTHING.agreedOn(BASE, AGREED, AGREED).attempting(delete("d1"));

    @Test
    void aRowThatStillStandsIsMadeAnewInZapier() {
        Plan plan = decide("merge", DOUBTING, BASE, trashed(BASE));

        assertThat(plan.rule()).isEqualTo(Rule.RESTORED);
        assertThat(plan.target()).isEqualTo(BASE);
        assertThat(plan.writesSupabase()).isFalse();
        assertThat(plan.memory().standing()).isEqualTo(Memory.Standing.NEW);
        assertThat(plan.memory().doubts()).as("a delete of the old record").isEmpty();
    }

    @Test
    void whatAUserMadeOfItBeforeItWentComesBackWithIt() {
        Plan plan = decide("merge", DOUBTING, BASE, trashed(BASE.with("name", text("u"))));

        assertThat(plan.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(plan.supabase()).isEqualTo(Row.of(Map.of("name", text("u"))));
        assertThat(plan.memory().standing()).isEqualTo(Memory.Standing.NEW);
    }

    @Test
    void twoEditsOfItAreAskedAboutAsIfItStood() {
        Plan plan = decide("ask", DOUBTING, BASE.with("name", text("s")), trashed(BASE.with("name", text("u"))));

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_ASKED);
        assertThat(plan.memory().isLive()).as("nothing was decided yet").isTrue();
        assertThat(plan.memory().doubts()).isNotEmpty();
    }

    @Test
    void goneFromTheTrashItIsMadeAnewAndBeforeAnybodyLookedThereItIsLookedForThere() {
        assertThat(decide("merge", DOUBTING, BASE, new ZapierState.Vanished()).rule())
                .isEqualTo(Rule.RESTORED);
        assertThat(decide("merge", DOUBTING, BASE, new ZapierState.Absent()).rule())
                .isEqualTo(Rule.LOOK_IN_TRASH);
    }

    @Test
    void goneOnBothSidesEndsTheDoubtUnlessTwoDeletesCouldBeIt() {
        Plan one = gone(DOUBTING, trashed(BASE));
        assertThat(one.rule()).isEqualTo(Rule.GONE);
        assertThat(one.memory().standing()).isEqualTo(Memory.Standing.TOMB);
        assertThat(one.memory().doubts()).isEmpty();

        assertThat(gone(DOUBTING.attempting(delete("d2")), trashed(BASE))
                        .memory()
                        .doubts())
                .extracting(Attempt::id)
                .containsExactly("d1", "d2");
    }

    @Test
    void anEditFoundInTheTrashBringsTheRecordBackOnBothSides() {
        Plan plan = gone(DOUBTING, trashed(BASE.with("name", text("u"))));

        assertThat(plan.rule()).isEqualTo(Rule.EDIT_BEATS_DELETE_IN_SUPABASE);
        assertThat(plan.insert()).isTrue();
        assertThat(plan.target()).isEqualTo(BASE.with("name", text("u")));
    }

    @Test
    void theLastDeleteIsTheOneWhoseAuditRowIsDue() {
        Memory before = DOUBTING.attempting(delete("d2")).attempting(patch("p", "x"));
        Reconciler reconciler = new Reconciler(mapping("merge"));
        Plan gone = Plan.nothing(Rule.GONE, before);

        assertThat(reconciler.confirmed(before, gone, trashed(BASE)))
                .map(Attempt::id)
                .contains("d2");
        assertThat(reconciler.confirmed(before, gone, new ZapierState.Absent()))
                .as("nobody saw it go")
                .isEmpty();
        assertThat(reconciler.confirmed(Memory.NOTHING, gone, trashed(BASE))).isEmpty();
    }

    @Test
    void theLastWriteThatStandsInTheRecordIsTheOneWhoseAuditRowIsDue() {
        Memory before = DOUBTING.attempting(patch("p1", "x"))
                .attempting(patch("p2", "x"))
                .attempting(patch("p3", "y"));
        Reconciler reconciler = new Reconciler(mapping("merge"));
        Row shown = BASE.with("name", text("x"));

        assertThat(reconciler.confirmed(before, Plan.nothing(Rule.ALREADY_EQUAL, before), present(shown)))
                .map(Attempt::id)
                .contains("p2");
        assertThat(reconciler.confirmed(before, Plan.nothing(Rule.ALREADY_EQUAL, before), present(BASE)))
                .as("none of them stands there")
                .isEmpty();
        assertThat(reconciler.confirmed(before, Plan.nothing(Rule.UNCHANGED, before), present(shown)))
                .as("it was counted before")
                .isEmpty();
    }

    private static Plan decide(String policy, Memory memory, Row supabase, ZapierState zapier) {
        return plan(policy, memory, new SupabaseState.Present(supabase, NOW), zapier);
    }

    private static Plan gone(Memory memory, ZapierState zapier) {
        return plan("merge", memory, new SupabaseState.Absent(), zapier);
    }

    private static Plan plan(String policy, Memory memory, SupabaseState supabase, ZapierState zapier) {
        return new Reconciler(mapping(policy)).decide(KEY, memory, supabase, zapier, List.of(), NOW, Optional.empty());
    }

    private static ZapierState trashed(Row row) {
        return new ZapierState.Trashed("z", row, AGREED.plusSeconds(20));
    }

    private static ZapierState present(Row row) {
        return new ZapierState.Present("z", row, AGREED.plusSeconds(20));
    }

    private static Attempt delete(String id) {
        return attempt(id, Attempt.Kind.DELETE, Row.NONE);
    }

    private static Attempt patch(String id, String name) {
        return attempt(id, Attempt.Kind.PATCH, Row.of(Map.of("name", text(name))));
    }

    private static Attempt attempt(String id, Attempt.Kind kind, Row fields) {
        return new Attempt(
                id, kind, fields, BASE, AGREED.plusSeconds(1), AGREED, Rule.CHANGED_IN_SUPABASE, Row.NONE, false);
    }

    private static FieldValue text(String value) {
        return new FieldValue.Text(value);
    }

    private static TableMapping mapping(String policy) {
        String yaml = """
                name: things
                key: id
                policy: %s
                deletes: propagate
                fields: { id: text, name: text, note: text }
                """.formatted(policy);
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }
}
