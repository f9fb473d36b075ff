package io.syncbridge.codec;

import java.util.Optional;

/** What no PostgreSQL text or jsonb can store, wherever in a value it stands. */
final class TextRules {
    private TextRules() {}

    /** Why the text cannot be stored, or empty when it can. */
    static Optional<String> problem(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit == 0) {
                return Optional.of("holds the character NUL at position " + at + ", which PostgreSQL cannot store");
            }
            if (Character.isHighSurrogate(unit)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(unit)) {
                return Optional.of("holds half a surrogate pair at position " + at + ", which is not a character");
            }
        }
        return Optional.empty();
    }
}
