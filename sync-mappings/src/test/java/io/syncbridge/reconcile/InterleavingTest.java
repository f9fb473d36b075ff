package io.syncbridge.reconcile;

import io.syncbridge.reconcile.model.Search;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.reconcile.model.World;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Not a sample: every order in which a few edits, faults and steps of two workers can happen. {@code -Dsearch=deep} goes
 * to one edit with two faults and two edits with one fault, which takes minutes and some gigabytes.
 */
class InterleavingTest {

    static Stream<Variant> worlds() {
        return Stream.of(
                Variant.PLAIN,
                Variant.PLAIN.with(Variant.VersionColumn.NONE),
                Variant.PLAIN.with(ChronoUnit.SECONDS),
                Variant.PLAIN.with(Variant.Start.ONLY_SUPABASE));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void oneEditSurvivesAnyOneFault(Variant variant) {
        covered("1 edit x 1 fault", variant, Search.all(new World(variant), 1, 1));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void twoEditsInAnyOrderOfEvents(Variant variant) {
        if (variant.start() == Variant.Start.LINKED) {
            covered("2 edits", variant, Search.all(new World(variant), 2, 0));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "search", matches = "deep")
    void oneEditSurvivesAnyTwoFaults() {
        for (Variant variant : List.of(Variant.PLAIN, Variant.PLAIN.with(Variant.VersionColumn.NONE))) {
            covered("1 edit x 2 faults", variant, Search.all(new World(variant), 1, 2));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "search", matches = "deep")
    void twoEditsSurviveAnyOneFault() {
        covered("2 edits x 1 fault", Variant.PLAIN, Search.all(new World(Variant.PLAIN), 2, 1));
    }

    private static void covered(String what, Variant variant, Search.Covered covered) {
        System.out.println(what + ", " + variant + ": " + covered);
        Assertions.assertThat(covered.ends()).isPositive();
    }
}
