package io.syncbridge.row;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One cell in canonical form. Two values are equal when they mean the same: numbers by value, instants in whole
 * microseconds, JSON by keys and values. Uuids, choices and network addresses are {@link Text} in their canonical
 * spelling. Source of the rule: reliability reference, section 1 ("content").
 */
public sealed interface FieldValue {

    /** SQL NULL, JSON null, a missing or emptied Zapier cell: the wire cannot tell them apart. */
    record Empty() implements FieldValue {
        private static final Empty VALUE = new Empty();
    }

    /** The value of a cell without content. */
    static FieldValue empty() {
        return Empty.VALUE;
    }

    /** Text exactly as stored; may be the empty string, which {@link #isBlank()} counts as no value. */
    record Text(String value) implements FieldValue {}

    /** A number by value: 1.0 and 1 are the same. Any size; a field type limits it. */
    record Numeric(BigDecimal value) implements FieldValue {
        /** Normalises so that equal numbers are equal records. */
        public Numeric {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    /** True or false. */
    record Flag(boolean value) implements FieldValue {}

    /** A point in time in whole microseconds, the finest that PostgreSQL keeps; finer parts are cut off, not rounded. */
    record Timestamp(Instant value) implements FieldValue {
        /** Cuts to microseconds: PostgreSQL would round, so nothing finer may reach it. */
        public Timestamp {
            value = value.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /** A JSON document in canonical text: keys sorted, numbers by value, no blanks. Never the document {@code null}. */
    record Json(String canonical) implements FieldValue {}

    /** A list of texts, order kept; an empty list is a value, not {@link Empty}. */
    record Listing(List<String> values) implements FieldValue {
        /** Copies the list. */
        public Listing {
            values = List.copyOf(values);
        }
    }

    /** True for no value and for the empty text: Zapier returns either for a cell without content. */
    default boolean isBlank() {
        return this instanceof Empty
                || (this instanceof Text text && text.value().isEmpty());
    }
}
