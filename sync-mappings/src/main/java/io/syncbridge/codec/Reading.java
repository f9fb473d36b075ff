package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;

/** What became of one wire value: a value, or the reason why it is none. */
public sealed interface Reading {

    /** The value, in canonical form and within its type's limits. */
    record Value(FieldValue value) implements Reading {}

    /** Why the wire value cannot be taken, as a clause that follows the field's name ("is not a whole number: 1.5"). */
    record Bad(String reason) implements Reading {}

    /** Shorthand for a value. */
    static Reading of(FieldValue value) {
        return new Value(value);
    }

    /** A reason with the offending text, shortened and with control characters made visible. */
    static Reading bad(String reason, String offending) {
        return new Bad(reason + ": " + Shown.of(offending));
    }
}
