package io.syncbridge.webhooks;

import java.util.List;

/** What a body turned out to be. */
sealed interface Parsed {

    /** It points at records: at least one hint, no two equal. */
    record Hints(List<Hint> hints) implements Parsed {
        public Hints {
            hints = hints.stream().distinct().toList();
        }
    }

    /** It is well formed and not for us. */
    record Ignored(String reason) implements Parsed {}

    /** It is not what the endpoint takes. */
    record Malformed(List<FieldError> errors) implements Parsed {
        public Malformed {
            errors = List.copyOf(errors);
        }

        static Malformed of(String field, String message) {
            return new Malformed(List.of(new FieldError(field, message)));
        }
    }
}
