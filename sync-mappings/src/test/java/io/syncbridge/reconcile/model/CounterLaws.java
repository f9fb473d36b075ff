package io.syncbridge.reconcile.model;

import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;

/**
 * Counters: what both sides added, each once. Only a write whose answer was lost, that was late, or that a pass left half
 * done leaves open whether an edit was made before or after it.
 */
final class CounterLaws {
    private CounterLaws() {}

    static void check(World world) {
        if (!world.variant.counting() || world.zapier.isEmpty() || world.isAnythingInDoubt()) {
            return;
        }
        for (String field : world.variant.edited()) {
            BigDecimal sum = world.history().edits().stream()
                    .filter(edit -> edit.field().equals(field))
                    .map(edit -> BigDecimal.TEN.pow(edit.id()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            FieldValue found = world.zapier.orElseThrow().row().get(field);
            Laws.hold(
                    world,
                    found.equals(new FieldValue.Numeric(sum)),
                    field + " is " + found + ", and the sum of all that was added is " + sum);
        }
    }
}
