package io.syncbridge.bridge.verify;

import io.syncbridge.row.FieldValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One record that is not the same on both sides and that nobody is about to make so.
 *
 * @param record its key, or its Zapier id where it has none
 * @param kind in which way it differs
 * @param state what becomes of it by itself
 * @param reason why it is parked, or what cannot be read; for the person at the terminal, may show values
 * @param fields the fields concerned, where it is about fields
 * @param zapierRecords the Zapier records concerned, as far as they are known
 */
public record Difference(
        String record,
        Kind kind,
        State state,
        Optional<String> reason,
        List<Field> fields,
        List<String> zapierRecords) {

    /** Copies the lists. */
    public Difference {
        fields = List.copyOf(fields);
        zapierRecords = List.copyOf(zapierRecords);
    }

    /** In which way a record differs. */
    public enum Kind {
        FIELDS("differs"),
        MISSING_IN_SUPABASE("is missing in Supabase"),
        MISSING_IN_ZAPIER("is missing in Zapier"),
        DUPLICATE("is in Zapier more than once"),
        NO_KEY("has no key in Zapier, or another than before"),
        UNREADABLE("cannot be read");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The name in JSON and in the database. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of it. */
    public enum State {
        /** Nobody has it in hand: a lost webhook, or an edit past the rules. The next sweep looks at it. */
        SETTLED,
        /** It is due, and nobody took it up while it was watched: no bridge runs, or its last tries failed. */
        WAITING,
        /** It waits for a person. */
        PARKED;

        /** The name in JSON and in the database. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A field and what it holds on either side. Its text names the field only: values are shown where asked for. */
    public record Field(String name, FieldValue supabase, FieldValue zapier) {
        @Override
        public String toString() {
            return name;
        }
    }

    Difference in(State other) {
        return new Difference(record, kind, other, reason, fields, zapierRecords);
    }

    /** Without the reason, which may show a value. */
    @Override
    public String toString() {
        return record + " " + what() + ", " + state.label();
    }

    /** {@code differs in status, priority}; without values. */
    public String what() {
        String names = fields.stream().map(Field::name).collect(Collectors.joining(", "));
        String records = kind == Kind.DUPLICATE ? ": " + String.join(", ", zapierRecords) : "";
        return kind.words + (names.isEmpty() ? "" : " in " + names) + records;
    }
}
