package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every policy, every way with deletes and every choice on a small domain, each case carried out to its end. */
class PolicyTableTest {
    private static final FieldValue KEY = new FieldValue.Text("k");
    private static final Instant BASE_TIME = at(10);
    private static final Instant NOW = at(60);
    private static final List<Optional<String>> STATES =
            List.of(Optional.empty(), Optional.of("a"), Optional.of("b"), Optional.of("c"));

    /** One case; {@code trashed} tells whether a record that is absent from Zapier is found in its trash. */
    private record Case(
            ConflictPolicy policy,
            DeletePolicy deletes,
            Optional<Side> choice,
            boolean live,
            Optional<String> supabase,
            Optional<String> zapier,
            boolean trashed,
            boolean zapierIsNewer) {

        TableMapping mapping() {
            return Variant.PLAIN
                    .with(Variant.VersionColumn.APPLICATION)
                    .mapping()
                    .under(policy, deletes);
        }

        State start() {
            Memory memory = live ? Memory.NOTHING.agreedOn(row("a", BASE_TIME), BASE_TIME, BASE_TIME) : Memory.NOTHING;
            Optional<ZapierState.Present> record =
                    zapier.map(text -> new ZapierState.Present("z", row(text, BASE_TIME), at(zapierIsNewer ? 40 : 20)));
            return new State(memory, supabase.map(text -> row(text, at(30))), record, trashed, Optional.empty(), 0);
        }

        boolean changedInSupabase() {
            return supabase.filter(text -> !text.equals("a")).isPresent();
        }

        boolean changedInZapier() {
            return zapier.filter(text -> !text.equals("a")).isPresent();
        }
    }

    /** Both sides and what is remembered; {@code parked} says why nothing goes on. */
    private record State(
            Memory memory,
            Optional<Row> supabase,
            Optional<ZapierState.Present> zapier,
            boolean trashed,
            Optional<Rule> parked,
            int writes) {

        State remembering(Memory known) {
            return new State(known, supabase, zapier, trashed, parked, writes);
        }

        State with(Optional<Row> row, Memory known) {
            return new State(known, row, zapier, trashed, parked, writes + 1);
        }

        State landed(Optional<ZapierState.Present> record, Memory known) {
            return new State(known, supabase, record, trashed || record.isEmpty(), parked, writes + 1);
        }

        State parkedBy(Rule rule) {
            return new State(memory, supabase, zapier, trashed, Optional.of(rule), writes);
        }

        Optional<String> inSupabase() {
            return supabase.map(PolicyTableTest::text);
        }

        Optional<String> inZapier() {
            return zapier.map(record -> text(record.row()));
        }
    }

    @Test
    void everyCaseEndsEqualOrWaitsAndASecondLookWritesNothing() {
        forEveryCase(each -> {
            State end = carryOut(each, each.start(), false);
            boolean equal = end.inSupabase().equals(end.inZapier());
            boolean ignored = each.deletes() == DeletePolicy.IGNORE && each.live();
            assertThat(equal || ignored || end.parked().isPresent())
                    .as("%s: %s", each, end)
                    .isTrue();
            State again = carryOut(each, end, false);
            assertThat(again.writes()).as("%s, a second time", each).isEqualTo(end.writes());
        });
    }

    @Test
    void aCrashBetweenTheTwoWritesEndsTheSame() {
        forEveryCase(each -> {
            State end = carryOut(each, each.start(), false);
            State crashed = carryOut(each, each.start(), true);
            State resumed = carryOut(each, crashed, false);
            assertThat(resumed.inSupabase()).as("%s", each).isEqualTo(end.inSupabase());
            assertThat(resumed.inZapier()).as("%s", each).isEqualTo(end.inZapier());
        });
    }

    @Test
    void aLoneChangeWinsUnderEveryPolicy() {
        forEveryCase(each -> {
            if (each.live() && each.supabase().isPresent() && each.zapier().isPresent()) {
                State end = carryOut(each, each.start(), false);
                if (!each.changedInZapier()) {
                    assertThat(end.inZapier()).as("%s", each).isEqualTo(each.supabase());
                }
                if (!each.changedInSupabase()) {
                    assertThat(end.inSupabase()).as("%s", each).isEqualTo(each.zapier());
                }
            }
        });
    }

    @Test
    void aConflictGoesToWhomThePolicyNames() {
        forEveryCase(each -> {
            boolean conflict = each.changedInSupabase()
                    && each.changedInZapier()
                    && !each.supabase().equals(each.zapier());
            if (!conflict) {
                return;
            }
            State end = carryOut(each, each.start(), false);
            boolean newest = each.live() && each.zapierIsNewer();
            Optional<String> winner = switch (each.policy()) {
                case NEWEST_WINS, MERGE -> newest ? each.zapier() : each.supabase();
                case SUPABASE_WINS -> each.supabase();
                case ZAPIER_WINS -> each.zapier();
                case ASK ->
                    each.choice()
                            .map(side -> side == Side.ZAPIER ? each.zapier() : each.supabase())
                            .orElse(Optional.empty());
            };
            if (winner.isPresent()) {
                assertThat(end.inSupabase()).as("%s", each).isEqualTo(winner);
                assertThat(end.inZapier()).as("%s", each).isEqualTo(winner);
            } else {
                assertThat(end.parked()).as("%s", each).contains(Rule.CONFLICT_ASKED);
                assertThat(end.writes()).as("%s", each).isZero();
            }
        });
    }

    @Test
    void anEditBeatsADeleteUnderEveryPolicy() {
        forEveryCase(each -> {
            State end = carryOut(each, each.start(), false);
            if (each.live() && each.zapier().isEmpty() && each.changedInSupabase()) {
                assertThat(end.inZapier()).as("%s", each).isEqualTo(each.supabase());
            }
            if (each.live() && each.supabase().isEmpty() && each.changedInZapier()) {
                assertThat(end.inSupabase()).as("%s", each).isEqualTo(each.zapier());
            }
        });
    }

    @Test
    void anUneditedRecordIsDeletedOnlyWhereThatIsWantedAndProven() {
        forEveryCase(each -> {
            boolean oneSided = each.supabase().isPresent() != each.zapier().isPresent();
            if (!each.live() || !oneSided || each.changedInSupabase() || each.changedInZapier()) {
                return;
            }
            State end = carryOut(each, each.start(), false);
            Side deletedIn = each.supabase().isEmpty() ? Side.SUPABASE : Side.ZAPIER;
            boolean proven = deletedIn == Side.SUPABASE || each.trashed();
            boolean wanted =
                    each.choice().map(side -> side == deletedIn).orElse(each.deletes() == DeletePolicy.PROPAGATE);
            boolean ignored = each.deletes() == DeletePolicy.IGNORE;
            boolean gone = end.supabase().isEmpty() && end.zapier().isEmpty();
            assertThat(gone).as("%s: %s", each, end).isEqualTo(!ignored && proven && wanted);
            boolean takenBack = each.choice().filter(side -> side != deletedIn).isPresent();
            if (!ignored && takenBack) {
                assertThat(end.inSupabase()).as("%s", each).contains("a");
                assertThat(end.inZapier()).as("%s", each).contains("a");
            }
        });
    }

    // ---- carrying out

    /** Until nothing is left to do; a crash comes when the first write to Zapier is about to leave. */
    private static State carryOut(Case each, State start, boolean crash) {
        State state = start;
        for (int pass = 0; pass < 6; pass++) {
            State next = once(each, state, crash);
            boolean crashed = crash
                    && next.memory().doubts().size() > state.memory().doubts().size();
            if (crashed || next.writes() == state.writes()) {
                return next;
            }
            state = next;
        }
        throw new AssertionError("goes on for ever: " + each);
    }

    private static State once(Case each, State state, boolean crash) {
        Reconciler reconciler = new Reconciler(each.mapping());
        ZapierState seen = state.zapier().<ZapierState>map(record -> record).orElse(new ZapierState.Absent());
        Plan plan = decide(reconciler, each, state, seen);
        if (plan.rule() == Rule.LOOK_IN_TRASH) {
            seen = state.trashed() ? trashed(state) : new ZapierState.Vanished();
            plan = decide(reconciler, each, state, seen);
        }
        if (plan.rule().asks()) {
            return state.parkedBy(plan.rule());
        }
        if (plan.deletesSupabase()) {
            return state.with(Optional.empty(), plan.memory());
        }
        if (plan.deletesZapier()) {
            Attempt delete = attempt(
                    plan,
                    Attempt.Kind.DELETE,
                    Row.NONE,
                    state.zapier().orElseThrow().row());
            Memory stored = plan.memory().attempting(delete);
            return crash ? state.remembering(stored) : state.landed(Optional.empty(), stored);
        }
        if (plan.isNothing()) {
            return state.remembering(plan.memory());
        }
        State half = plan.writesSupabase()
                ? state.with(Optional.of(state.supabase().orElse(Row.NONE).overlaidBy(plan.supabase())), plan.memory())
                : state;
        Plan.Next next = reconciler.afterSupabase(plan, half.supabase().orElse(Row.NONE), seen);
        return switch (next.zapier()) {
            case Plan.ZapierWrite.None none -> half.remembering(next.memory());
            case Plan.ZapierWrite.Create create ->
                land(each, half, next, attempt(plan, Attempt.Kind.CREATE, create.fields(), Row.NONE), crash);
            case Plan.ZapierWrite.Patch patch ->
                land(each, half, next, attempt(plan, Attempt.Kind.PATCH, patch.fields(), patch.before()), crash);
        };
    }

    private static Plan decide(Reconciler reconciler, Case each, State state, ZapierState seen) {
        SupabaseState supabase = state.supabase()
                .<SupabaseState>map(row -> new SupabaseState.Present(row, NOW))
                .orElse(new SupabaseState.Absent());
        return reconciler.decide(KEY, state.memory(), supabase, seen, List.of(), NOW, each.choice());
    }

    /** The trash holds what was agreed on. */
    private static ZapierState trashed(State state) {
        return new ZapierState.Trashed("z", row("a", BASE_TIME), state.memory().zapierVersion());
    }

    private static State land(Case each, State half, Plan.Next next, Attempt attempt, boolean crash) {
        Memory stored = next.memory().attempting(attempt);
        if (crash) {
            return half.remembering(stored);
        }
        Optional<Landing.Old> old = half.zapier().map(state -> new Landing.Old(state.row(), state.editedAt()));
        Landing landing = new Landing("z", attempt.intended(), NOW, old);
        Settlement.Result result = new Settlement(each.mapping()).settle(stored, attempt, landing, NOW);
        return half.landed(Optional.of(new ZapierState.Present("z", landing.row(), NOW)), result.memory());
    }

    private static Attempt attempt(Plan plan, Attempt.Kind kind, Row fields, Row before) {
        return new Attempt("own", kind, fields, before, NOW, plan.stamp(), plan.rule(), plan.lost());
    }

    // ---- the domain

    private static void forEveryCase(Consumer<Case> check) {
        List<Optional<Side>> choices = List.of(Optional.empty(), Optional.of(Side.SUPABASE), Optional.of(Side.ZAPIER));
        List<Case> all = new ArrayList<>();
        for (ConflictPolicy policy : ConflictPolicy.values()) {
            for (DeletePolicy deletes : DeletePolicy.values()) {
                for (Optional<Side> choice : choices) {
                    for (Optional<String> supabase : STATES) {
                        for (Optional<String> zapier : STATES) {
                            for (int bits = 0; bits < 8; bits++) {
                                all.add(new Case(
                                        policy,
                                        deletes,
                                        choice,
                                        (bits & 1) == 0,
                                        supabase,
                                        zapier,
                                        (bits & 2) == 0,
                                        (bits & 4) == 0));
                            }
                        }
                    }
                }
            }
        }
        all.forEach(check);
    }

    private static Row row(String content, Instant updatedAt) {
        return Row.of(Map.of(
                "id", KEY, "a", new FieldValue.Text(content), "updated_at", new FieldValue.Timestamp(updatedAt)));
    }

    private static String text(Row row) {
        return row.get("a") instanceof FieldValue.Text text ? text.value() : "";
    }

    private static Instant at(int second) {
        return Instant.parse("2026-03-01T12:00:00.000001Z").plusSeconds(second);
    }
}
