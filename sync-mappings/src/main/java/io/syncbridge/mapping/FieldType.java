package io.syncbridge.mapping;

import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The type of a mapped field, with the limits that a value must keep before it may be written. To add a type: one case
 * here; the compiler then names each switch that needs it, and the round-trip test covers it by itself.
 */
public sealed interface FieldType {

    /** Free text of at most {@code maxLength} characters (code points, as varchar(n) counts). */
    record Text(OptionalInt maxLength) implements FieldType {}

    /** A UUID; any usual spelling is read, lower case with dashes is written. */
    record Uuid() implements FieldType {}

    /** A whole number from {@code min} to {@code max}, both included. */
    record Whole(BigDecimal min, BigDecimal max) implements FieldType {}

    /**
     * numeric(precision, scale). More fraction digits than {@code scale} are rounded half away from zero, as PostgreSQL
     * does on write, so that both sides are compared at the coarser side's scale; limits are checked before rounding.
     */
    record Decimal(int precision, int scale, Optional<BigDecimal> min, Optional<BigDecimal> max) implements FieldType {
        /** Refuses impossible declarations. */
        public Decimal {
            if (precision < 1 || precision > 1000 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "decimal needs 1 <= precision <= 1000 and 0 <= scale <= precision, not " + precision + ", "
                                + scale);
            }
        }
    }

    /** True or false. */
    record Flag() implements FieldType {}

    /**
     * A point in time.
     *
     * @param precision the finest unit the Zapier field keeps; both sides are compared at it
     * @param zone the zone of a local time without offset; empty means such a value is refused
     */
    record Timestamp(ChronoUnit precision, Optional<ZoneId> zone) implements FieldType {
        /** Refuses units a point in time is not kept in. */
        public Timestamp {
            if (precision != ChronoUnit.SECONDS && precision != ChronoUnit.MILLIS && precision != ChronoUnit.MICROS) {
                throw new IllegalArgumentException("precision is second, millisecond or microsecond, not " + precision);
            }
        }
    }

    /** A JSON document: jsonb on the Supabase side, text or json on the Zapier side. */
    record Json() implements FieldType {}

    /** A list of texts: text[] on the Supabase side, comma-separated text or an array on the Zapier side. */
    record Listing() implements FieldType {}

    /**
     * One of a fixed set of texts, at most {@code maxLength} characters by construction.
     *
     * @param transitions for each value the values it may change into; empty means any change is allowed
     */
    record Choice(List<String> allowed, Map<String, Set<String>> transitions) implements FieldType {
        /** Copies, and refuses a transition between values that are not choices. */
        public Choice {
            allowed = List.copyOf(allowed);
            transitions = Map.copyOf(transitions);
            for (Map.Entry<String, Set<String>> rule : transitions.entrySet()) {
                if (!allowed.contains(rule.getKey()) || !allowed.containsAll(rule.getValue())) {
                    throw new IllegalArgumentException("transitions of '" + rule.getKey()
                            + "' name a value that is not among the choices " + allowed);
                }
            }
        }

        /** True when a record may go from one choice to another under the transition rule. */
        public boolean allows(String from, String to) {
            return from.equals(to)
                    || transitions.isEmpty()
                    || transitions.getOrDefault(from, Set.of()).contains(to);
        }
    }

    /** An IP address or network, in the spelling PostgreSQL's inet prints. */
    record Inet() implements FieldType {}

    /**
     * The value as far as both sides can keep it: instants cut to the Zapier field's precision, empty text as no value.
     * Equality of these is "the same by meaning".
     */
    default FieldValue comparable(FieldValue value) {
        if (value.isBlank()) {
            return FieldValue.empty();
        }
        if (this instanceof Timestamp type && value instanceof FieldValue.Timestamp at) {
            return new FieldValue.Timestamp(at.value().truncatedTo(type.precision()));
        }
        return value;
    }

    /** True when both values mean the same at the precision both sides keep. */
    default boolean same(FieldValue left, FieldValue right) {
        return left.equals(right) || comparable(left).equals(comparable(right));
    }
}
