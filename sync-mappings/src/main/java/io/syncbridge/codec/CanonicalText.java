package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;
import java.util.Optional;

/**
 * A value as one text: what PostgreSQL's input functions take, what hashes and the stored base are made of, what a
 * Zapier text field shows. Lists differ per wire and are written by the codecs themselves.
 */
final class CanonicalText {
    private CanonicalText() {}

    /** The text, or empty for no value. */
    static Optional<String> of(FieldValue value) {
        return switch (value) {
            case FieldValue.Empty none -> Optional.empty();
            case FieldValue.Text text -> Optional.of(text.value());
            case FieldValue.Numeric number -> Optional.of(NumberText.write(number));
            case FieldValue.Flag flag -> Optional.of(String.valueOf(flag.value()));
            case FieldValue.Timestamp at -> Optional.of(TimestampText.write(at));
            case FieldValue.Json json -> Optional.of(json.canonical());
            case FieldValue.Listing list -> Optional.of(ListText.write(list.values()));
        };
    }
}
