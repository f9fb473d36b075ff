package io.syncbridge.reconcile;

import io.syncbridge.mapping.FieldType;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.util.Optional;

/** What a value that was computed, not read, must keep: two counts that each fit may not fit together. */
final class Limits {
    private Limits() {}

    /** Why the value does not fit its type; empty when it does. */
    static Optional<String> problem(FieldType type, FieldValue value) {
        if (!(value instanceof FieldValue.Numeric number)) {
            return Optional.empty();
        }
        return switch (type) {
            case FieldType.Whole whole -> outside(number.value(), Optional.of(whole.min()), Optional.of(whole.max()));
            case FieldType.Decimal decimal -> outside(number.value(), decimal.min(), decimal.max());
            default -> Optional.empty();
        };
    }

    private static Optional<String> outside(BigDecimal number, Optional<BigDecimal> min, Optional<BigDecimal> max) {
        boolean below = min.filter(least -> number.compareTo(least) < 0).isPresent();
        boolean above = max.filter(most -> number.compareTo(most) > 0).isPresent();
        return below || above
                ? Optional.of("would be " + number.toPlainString() + ", which is outside "
                        + min.map(BigDecimal::toPlainString).orElse("-∞") + " to "
                        + max.map(BigDecimal::toPlainString).orElse("∞") + "; correct it on one side")
                : Optional.empty();
    }
}
