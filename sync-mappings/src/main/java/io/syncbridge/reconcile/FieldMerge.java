package io.syncbridge.reconcile;

import io.syncbridge.mapping.MergeRule;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One field that both sides changed, by its rule. A side that is blank where the other is not counts as changed; without
 * an agreed base, blank is what both started from, and a counter takes the larger value instead of adding.
 *
 * @param base what both last agreed on
 * @param agreed false when they never did
 */
record FieldMerge(MergeRule rule, FieldValue base, boolean agreed) {

    /** The merged value, and whether the other side's was given up for it. */
    record Merged(FieldValue value, boolean decided) {}

    /** Merges the values of the newer and of the older edit. */
    Merged of(FieldValue newer, FieldValue older) {
        return switch (rule) {
            case MergeRule.Newest newest -> new Merged(newer, true);
            case MergeRule.Counter counter -> new Merged(counted(newer, older), false);
            case MergeRule.ForwardOnly status ->
                isFinal(status, older) && !isFinal(status, newer) ? new Merged(older, true) : new Merged(newer, true);
            case MergeRule.Union set -> new Merged(united(newer, older), false);
            case MergeRule.Json json -> json(newer, older);
        };
    }

    private FieldValue counted(FieldValue newer, FieldValue older) {
        BigDecimal one = number(newer);
        BigDecimal other = number(older);
        return new FieldValue.Numeric(agreed ? one.add(other).subtract(number(base)) : one.max(other));
    }

    private static BigDecimal number(FieldValue value) {
        return value instanceof FieldValue.Numeric number ? number.value() : BigDecimal.ZERO;
    }

    private static boolean isFinal(MergeRule.ForwardOnly status, FieldValue value) {
        return value instanceof FieldValue.Text text && status.finals().contains(text.value());
    }

    private FieldValue united(FieldValue newer, FieldValue older) {
        Set<String> before = new LinkedHashSet<>(elements(base));
        Set<String> all = new LinkedHashSet<>(elements(newer));
        all.addAll(elements(older));
        all.removeIf(element -> before.contains(element)
                && !(elements(newer).contains(element) && elements(older).contains(element)));
        boolean bothBlank = newer.isBlank() && older.isBlank();
        return bothBlank ? FieldValue.empty() : new FieldValue.Listing(new ArrayList<>(all));
    }

    private static List<String> elements(FieldValue value) {
        return value instanceof FieldValue.Listing list ? list.values() : List.of();
    }

    private Merged json(FieldValue newer, FieldValue older) {
        if (!(newer instanceof FieldValue.Json one) || !(older instanceof FieldValue.Json other)) {
            return new Merged(newer, true);
        }
        Optional<String> before =
                base instanceof FieldValue.Json document ? Optional.of(document.canonical()) : Optional.empty();
        JsonMerge.Merged merged = JsonMerge.of(before, one.canonical(), other.canonical());
        return new Merged(new FieldValue.Json(merged.document()), merged.decided());
    }
}
