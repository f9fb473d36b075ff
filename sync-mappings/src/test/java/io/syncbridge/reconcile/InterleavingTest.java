package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.reconcile.model.Search;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.reconcile.model.World;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Not a sample: every order in which a few edits, faults and steps of two workers can happen. {@code -Dsearch=deep} goes
 * to one edit with two faults, two edits with one fault and a record in the making; it takes minutes and some gigabytes,
 * and prints what it covered.
 */
class InterleavingTest {
    private static final String DEEP = "deep";

    static Stream<Variant> worlds() {
        return Stream.of(
                Variant.PLAIN, Variant.PLAIN.with(Variant.VersionColumn.NONE), Variant.PLAIN.with(ChronoUnit.SECONDS));
    }

    /** Some 7,700 to 10,500 different worlds each. */
    @ParameterizedTest
    @MethodSource("worlds")
    void oneEditSurvivesAnyOneFault(Variant variant) {
        assertThat(Search.all(new World(variant), 1, 1).states()).isGreaterThan(5_000);
    }

    /** Some 7,700 to 28,000 different worlds each. */
    @ParameterizedTest
    @MethodSource("worlds")
    void twoEditsConvergeInAnyOrderOfEvents(Variant variant) {
        assertThat(Search.all(new World(variant), 2, 0).states()).isGreaterThan(5_000);
    }

    /** The edit may come before what the database made of the creation has reached Zapier. */
    @Test
    void whatTheDatabaseFillsInSurvivesAnEditInAnyOrderOfEvents() {
        Variant variant = Variant.PLAIN.with(Variant.Start.ONLY_ZAPIER).defaulting();
        assertThat(Search.all(new World(variant), 1, 0).states()).isGreaterThan(300);
    }

    static Stream<Variant> policies() {
        return Stream.of(
                Variant.PLAIN.counters(),
                Variant.PLAIN.deleting(),
                Variant.PLAIN.with(ConflictPolicy.SUPABASE_WINS),
                Variant.PLAIN.with(ConflictPolicy.ZAPIER_WINS),
                Variant.PLAIN.with(ConflictPolicy.ASK),
                Variant.PLAIN.with(ConflictPolicy.MERGE));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void underEachPolicyTwoEditsEndAsItPromisesInAnyOrderOfEvents(Variant variant) {
        assertThat(Search.all(new World(variant), 2, 0).states()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @MethodSource("policies")
    @EnabledIfSystemProperty(named = "search", matches = DEEP)
    void underEachPolicyTwoEditsSurviveAnyOneFault(Variant variant) {
        covered("2 edits x 1 fault", variant, Search.all(new World(variant), 2, 1));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    @EnabledIfSystemProperty(named = "search", matches = DEEP)
    void oneEditSurvivesAnyTwoFaults(Variant variant) {
        covered("1 edit x 2 faults", variant, Search.all(new World(variant), 1, 2));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    @EnabledIfSystemProperty(named = "search", matches = DEEP)
    void twoEditsSurviveAnyOneFault(Variant variant) {
        covered("2 edits x 1 fault", variant, Search.all(new World(variant), 2, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Variant.Start.class,
            names = {"ONLY_SUPABASE", "ONLY_ZAPIER"})
    @EnabledIfSystemProperty(named = "search", matches = DEEP)
    void aRecordInTheMakingAndOneEditSurviveAnyOneFault(Variant.Start start) {
        Variant variant = Variant.PLAIN.with(start);
        covered("1 creation, 1 edit x 1 fault", variant, Search.all(new World(variant), 1, 1));
    }

    private static void covered(String what, Variant variant, Search.Covered covered) {
        System.out.println(what + ", " + variant + ": " + covered);
    }
}
