package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The decision table of the reliability reference, section 3.3, for newest-wins and deletes that are ignored: every base, both sides,
 * attempts in doubt and both clocks on a small domain, each case carried out to its end.
 */
class DecisionTableTest {
    private static final TableMapping MAPPING =
            Variant.PLAIN.with(Variant.VersionColumn.APPLICATION).mapping();
    private static final Reconciler RECONCILER = new Reconciler(MAPPING);
    private static final Settlement SETTLEMENT = new Settlement(MAPPING);
    private static final FieldValue KEY = new FieldValue.Text("k");

    private static final List<String> CONTENTS = List.of("a", "b", "c", "");
    /** Before the base, directly after it, later, and once more: one microsecond past a second, see World. */
    private static final List<Instant> TIMES = List.of(at(5), at(20), at(30));

    private static final Instant BASE_TIME = at(10);
    private static final Instant NOW = at(60);

    /**
     * One case: what is remembered and what both sides hold.
     *
     * @param doubt the content of an attempt in doubt, a create where there is no base, else a patch
     */
    private record Case(
            Memory.Standing standing,
            Optional<String> base,
            Optional<String> supabase,
            Optional<String> zapier,
            Optional<String> doubt,
            Instant supabaseTime,
            Instant zapierTime) {

        Memory memory() {
            Memory known = switch (standing) {
                case NEW -> Memory.NOTHING;
                case LIVE -> Memory.NOTHING.agreedOn(row(base.orElseThrow(), BASE_TIME), BASE_TIME, BASE_TIME);
                case TOMB ->
                    Memory.NOTHING
                            .agreedOn(row("a", BASE_TIME), BASE_TIME, BASE_TIME)
                            .buried();
            };
            return doubt.map(content -> known.attempting(attempt(content))).orElse(known);
        }

        private Attempt attempt(String content) {
            boolean create = standing != Memory.Standing.LIVE;
            Row fields = Row.of(Map.of("a", text(content)));
            return new Attempt(
                    "t",
                    create ? Attempt.Kind.CREATE : Attempt.Kind.PATCH,
                    create ? fields.with("id", KEY) : fields,
                    create ? Row.NONE : row(base.orElseThrow(), BASE_TIME),
                    at(15),
                    at(15),
                    Rule.CHANGED_IN_SUPABASE,
                    Row.NONE);
        }

        boolean changedInSupabase() {
            return supabase.isPresent() && !supabase.equals(base);
        }

        boolean isDoubt(Optional<String> content) {
            return content.isPresent() && content.equals(doubt);
        }

        boolean editedInZapier() {
            return zapier.isPresent() && !zapier.equals(base) && !isDoubt(zapier);
        }

        Sides sides() {
            return new Sides(
                    supabase.map(content -> row(content, supabaseTime)),
                    zapier.map(content -> new ZapierState.Present("z", row(content, BASE_TIME), zapierTime)));
        }
    }

    /** Both sides as they stand. */
    private record Sides(Optional<Row> supabase, Optional<ZapierState.Present> zapier) {
        SupabaseState supabaseState() {
            return supabase.<SupabaseState>map(row -> new SupabaseState.Present(row, NOW))
                    .orElse(new SupabaseState.Absent());
        }

        ZapierState zapierState() {
            return zapier.<ZapierState>map(state -> state).orElse(new ZapierState.Absent());
        }
    }

    /** What carrying out a plan led to. */
    private record Outcome(Plan plan, Memory memory, Sides sides, int writes) {}

    @Test
    void everyCaseFollowsItsRowOfTheTable() {
        Set<Rule> met = EnumSet.noneOf(Rule.class);
        forEveryCase(each -> {
            Rule rule = decide(each.memory(), each.sides()).rule();
            met.add(rule);
            assertThat(rule).as("%s", each).isEqualTo(expected(each));
        });
        assertThat(met)
                .containsExactlyInAnyOrder(
                        Rule.UNCHANGED,
                        Rule.ALREADY_EQUAL,
                        Rule.CREATED_IN_ZAPIER,
                        Rule.CREATED_IN_SUPABASE,
                        Rule.CHANGED_IN_ZAPIER,
                        Rule.CHANGED_IN_SUPABASE,
                        Rule.CONFLICT_ZAPIER_NEWER,
                        Rule.CONFLICT_SUPABASE_WINS,
                        Rule.LATE_LANDING,
                        Rule.EDIT_BEATS_DELETE_IN_ZAPIER,
                        Rule.EDIT_BEATS_DELETE_IN_SUPABASE,
                        Rule.DELETE_IGNORED,
                        Rule.GONE);
    }

    /** The table, row by row. */
    private static Rule expected(Case each) {
        boolean live = each.standing() == Memory.Standing.LIVE;
        if (each.supabase().isEmpty() && each.zapier().isEmpty()) {
            return live ? Rule.GONE : Rule.UNCHANGED;
        }
        if (each.zapier().isEmpty()) {
            return !live
                    ? Rule.CREATED_IN_SUPABASE
                    : each.changedInSupabase() ? Rule.EDIT_BEATS_DELETE_IN_ZAPIER : Rule.DELETE_IGNORED;
        }
        if (each.supabase().isEmpty()) {
            return switch (each.standing()) {
                case NEW -> Rule.CREATED_IN_ZAPIER;
                case TOMB -> each.isDoubt(each.zapier()) ? Rule.DELETE_IGNORED : Rule.CREATED_IN_ZAPIER;
                case LIVE -> each.editedInZapier() ? Rule.EDIT_BEATS_DELETE_IN_SUPABASE : Rule.DELETE_IGNORED;
            };
        }
        return live ? bothLive(each) : bothUnlinked(each);
    }

    private static Rule bothLive(Case each) {
        if (each.supabase().equals(each.zapier())) {
            return each.zapier().equals(each.base()) ? Rule.UNCHANGED : Rule.ALREADY_EQUAL;
        }
        if (!each.editedInZapier()) {
            return each.changedInSupabase() ? Rule.CHANGED_IN_SUPABASE : Rule.LATE_LANDING;
        }
        return each.changedInSupabase() ? conflict(each) : Rule.CHANGED_IN_ZAPIER;
    }

    private static Rule bothUnlinked(Case each) {
        if (each.supabase().equals(each.zapier())) {
            return Rule.ALREADY_EQUAL;
        }
        if (each.doubt().isEmpty()) {
            return conflict(each);
        }
        // Our create landed, its answer was lost: its content is the base.
        if (each.isDoubt(each.zapier())) {
            return Rule.CHANGED_IN_SUPABASE;
        }
        return each.isDoubt(each.supabase()) ? Rule.CHANGED_IN_ZAPIER : conflict(each);
    }

    private static Rule conflict(Case each) {
        return zapierIsNewer(each) ? Rule.CONFLICT_ZAPIER_NEWER : Rule.CONFLICT_SUPABASE_WINS;
    }

    /** Never linked, the version cells tell, to the second; after that edited_at, for nobody moves the cell here. */
    private static boolean zapierIsNewer(Case each) {
        boolean stated = each.standing() == Memory.Standing.NEW && each.doubt().isEmpty();
        if (stated) {
            return BASE_TIME.getEpochSecond() > each.supabaseTime().getEpochSecond();
        }
        Instant stamp = each.doubt().isPresent() && each.base().isEmpty() ? at(15) : BASE_TIME;
        Instant firstSeen = each.isDoubt(each.supabase()) ? at(15) : NOW;
        return each.zapierTime().isAfter(each.supabaseTime().isAfter(stamp) ? each.supabaseTime() : firstSeen);
    }

    @Test
    void carryingOutAPlanMakesBothSidesEqualAndASecondLookWritesNothing() {
        forEveryCase(each -> {
            Outcome once = carryOut(each.memory(), each.sides());
            assertRest(each, once);
        });
    }

    @Test
    void aCrashBetweenTheTwoWritesEndsTheSame() {
        forEveryCase(each -> {
            Outcome undisturbed = carryOut(each.memory(), each.sides());
            Outcome crashed = carryOutUntilZapier(each.memory(), each.sides());
            Outcome resumed = carryOut(crashed.memory(), crashed.sides());
            assertRest(each, resumed);
            if (undisturbed.sides().supabase().isPresent()) {
                assertThat(content(resumed)).as("%s", each).isEqualTo(content(undisturbed));
            }
        });
    }

    @Test
    void aLoneChangeWinsWhateverTheClocks() {
        forEveryCase(each -> {
            if (each.standing() != Memory.Standing.LIVE
                    || each.supabase().isEmpty()
                    || each.zapier().isEmpty()) {
                return;
            }
            String held = content(carryOut(each.memory(), each.sides()));
            if (each.changedInSupabase() && !each.editedInZapier()) {
                assertThat(held).as("%s", each).isEqualTo(each.supabase().get());
            }
            if (!each.changedInSupabase() && each.editedInZapier()) {
                assertThat(held).as("%s", each).isEqualTo(each.zapier().get());
            }
        });
    }

    @Test
    void theLoserOfAConflictIsKept() {
        forEveryCase(each -> {
            Plan plan = decide(each.memory(), each.sides());
            boolean twoSided = plan.rule() == Rule.CONFLICT_SUPABASE_WINS || plan.rule() == Rule.CONFLICT_ZAPIER_NEWER;
            Optional<String> loser = plan.rule() == Rule.CONFLICT_SUPABASE_WINS ? each.zapier() : each.supabase();
            assertThat(plan.lost())
                    .as("%s", each)
                    .isEqualTo(twoSided ? Row.of(Map.of("a", text(loser.orElseThrow()))) : Row.NONE);
        });
    }

    @Test
    void anOlderReadOfZapierIsNotActedUpon() {
        Memory memory = Memory.NOTHING.agreedOn(row("a", BASE_TIME), BASE_TIME, BASE_TIME);
        Sides sides = new Sides(
                Optional.of(row("a", BASE_TIME)),
                Optional.of(new ZapierState.Present("z", row("b", BASE_TIME), BASE_TIME.minusSeconds(1))));

        assertThat(decide(memory, sides).rule()).isEqualTo(Rule.STALE_READ);
    }

    @Test
    void aTimeFarInTheFutureDoesNotWinForEver() {
        Memory memory = Memory.NOTHING.agreedOn(row("a", BASE_TIME), BASE_TIME, BASE_TIME);
        Instant inAYear = NOW.plusSeconds(365L * 24 * 3600);
        Sides sides = new Sides(
                Optional.of(row("b", inAYear)),
                Optional.of(new ZapierState.Present("z", row("c", BASE_TIME), NOW.plusSeconds(1))));

        assertThat(decide(memory, sides).rule()).isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
    }

    // ---- carrying out

    private static Plan decide(Memory memory, Sides sides) {
        return RECONCILER.decide(
                KEY, memory, sides.supabaseState(), sides.zapierState(), List.of(), NOW, Optional.empty());
    }

    private static Outcome carryOut(Memory memory, Sides sides) {
        Plan plan = decide(memory, sides);
        if (plan.isNothing()) {
            return new Outcome(plan, plan.memory(), sides, 0);
        }
        Sides half = afterSupabase(plan, sides);
        int writes = plan.writesSupabase() ? 1 : 0;
        Plan.Next next = RECONCILER.afterSupabase(plan, half.supabase().orElse(Row.NONE), sides.zapierState());
        return switch (next.zapier()) {
            case Plan.ZapierWrite.None none -> new Outcome(plan, next.memory(), half, writes);
            case Plan.ZapierWrite.Create create -> land(plan, next, half, create.fields(), Row.NONE, writes);
            case Plan.ZapierWrite.Patch patch -> land(plan, next, half, patch.fields(), patch.before(), writes);
        };
    }

    /** Commits the Supabase part with the attempt, and goes no further: the request never leaves. */
    private static Outcome carryOutUntilZapier(Memory memory, Sides sides) {
        Plan plan = decide(memory, sides);
        if (plan.isNothing()) {
            return new Outcome(plan, plan.memory(), sides, 0);
        }
        Sides half = afterSupabase(plan, sides);
        Plan.Next next = RECONCILER.afterSupabase(plan, half.supabase().orElse(Row.NONE), sides.zapierState());
        Memory stored = switch (next.zapier()) {
            case Plan.ZapierWrite.None none -> next.memory();
            case Plan.ZapierWrite.Create create ->
                next.memory().attempting(attempt(plan, Attempt.Kind.CREATE, create.fields(), Row.NONE));
            case Plan.ZapierWrite.Patch patch ->
                next.memory().attempting(attempt(plan, Attempt.Kind.PATCH, patch.fields(), patch.before()));
        };
        return new Outcome(plan, stored, half, 0);
    }

    private static Sides afterSupabase(Plan plan, Sides sides) {
        return plan.writesSupabase()
                ? new Sides(Optional.of(sides.supabase().orElse(Row.NONE).overlaidBy(plan.supabase())), sides.zapier())
                : sides;
    }

    private static Outcome land(Plan plan, Plan.Next next, Sides half, Row fields, Row before, int writes) {
        Attempt attempt =
                attempt(plan, half.zapier().isPresent() ? Attempt.Kind.PATCH : Attempt.Kind.CREATE, fields, before);
        Optional<Landing.Old> old = half.zapier().map(state -> new Landing.Old(state.row(), state.editedAt()));
        Landing landing = new Landing("z", before.overlaidBy(fields), NOW, old);
        Settlement.Result result = SETTLEMENT.settle(next.memory().attempting(attempt), attempt, landing, NOW);
        assertThat(result.recovered()).isEmpty();
        assertThat(result.again()).isFalse();
        Sides whole = new Sides(half.supabase(), Optional.of(new ZapierState.Present("z", landing.row(), NOW)));
        return new Outcome(plan, result.memory(), whole, writes + 1);
    }

    private static Attempt attempt(Plan plan, Attempt.Kind kind, Row fields, Row before) {
        return new Attempt("own", kind, fields, before, NOW, plan.stamp(), plan.rule(), plan.lost());
    }

    private static void assertRest(Case each, Outcome outcome) {
        Sides sides = outcome.sides();
        boolean oneSided = sides.supabase().isEmpty() || sides.zapier().isEmpty();
        if (oneSided) {
            assertThat(outcome.plan().rule()).as("%s", each).isIn(Rule.DELETE_IGNORED, Rule.GONE, Rule.UNCHANGED);
        } else {
            assertThat(MAPPING.sameContent(
                            sides.supabase().get(), sides.zapier().get().row()))
                    .as("%s ends equal", each)
                    .isTrue();
            assertThat(MAPPING.sameContent(
                            sides.supabase().get(), outcome.memory().base()))
                    .as("%s is the base", each)
                    .isTrue();
        }
        Outcome again = carryOut(outcome.memory(), sides);
        assertThat(again.writes()).as("%s, a second time", each).isZero();
    }

    private static String content(Outcome outcome) {
        return outcome.sides()
                .supabase()
                .map(row -> row.get("a"))
                .map(value -> value instanceof FieldValue.Text text ? text.value() : "")
                .orElse("absent");
    }

    // ---- the domain

    private static void forEveryCase(Consumer<Case> check) {
        cases().forEach(check);
    }

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (Memory.Standing standing : Memory.Standing.values()) {
            for (Optional<String> base : standing == Memory.Standing.LIVE ? present() : nothing()) {
                for (Optional<String> supabase : orAbsent()) {
                    for (Optional<String> zapier : orAbsent()) {
                        for (Optional<String> doubt : doubts(base)) {
                            timed(all, standing, base, supabase, zapier, doubt);
                        }
                    }
                }
            }
        }
        return all;
    }

    private static void timed(
            List<Case> all,
            Memory.Standing standing,
            Optional<String> base,
            Optional<String> supabase,
            Optional<String> zapier,
            Optional<String> doubt) {
        for (Instant supabaseTime : TIMES) {
            for (Instant zapierTime : TIMES) {
                boolean stale = standing == Memory.Standing.LIVE && zapierTime.isBefore(BASE_TIME);
                if (!stale) {
                    all.add(new Case(standing, base, supabase, zapier, doubt, supabaseTime, zapierTime));
                }
            }
        }
    }

    private static List<Optional<String>> present() {
        return CONTENTS.stream().map(Optional::of).toList();
    }

    private static List<Optional<String>> nothing() {
        return List.of(Optional.empty());
    }

    private static List<Optional<String>> orAbsent() {
        List<Optional<String>> all = new ArrayList<>(present());
        all.add(Optional.empty());
        return all;
    }

    /** No doubt, or an attempt that wrote one of the contents; writing the base again is none. */
    private static List<Optional<String>> doubts(Optional<String> base) {
        Set<String> contents = new TreeSet<>(CONTENTS);
        base.ifPresent(contents::remove);
        List<Optional<String>> all = new ArrayList<>(nothing());
        contents.forEach(content -> all.add(Optional.of(content)));
        return all;
    }

    private static Row row(String content, Instant updatedAt) {
        return Row.of(Map.of("id", KEY, "a", text(content), "updated_at", new FieldValue.Timestamp(updatedAt)));
    }

    private static FieldValue text(String content) {
        return new FieldValue.Text(content);
    }

    private static Instant at(int second) {
        return Instant.parse("2026-03-01T12:00:00.000001Z").plusSeconds(second);
    }
}
