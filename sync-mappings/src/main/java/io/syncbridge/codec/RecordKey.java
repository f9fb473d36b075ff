package io.syncbridge.codec;

import com.fasterxml.jackson.databind.node.TextNode;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The key of a record as text, and the key that a Zapier record without one is given. */
public final class RecordKey {
    private RecordKey() {}

    /** The canonical text of a key value; empty when the cell has none. */
    public static Optional<String> text(FieldValue value) {
        return value.isBlank() ? Optional.empty() : CanonicalText.of(value);
    }

    /** The key value of a text; empty when the key's type refuses it. */
    public static Optional<FieldValue> value(TableMapping mapping, String text) {
        FieldType type = mapping.field(mapping.key()).type();
        return ValueReader.read(type, TextNode.valueOf(text), false) instanceof Reading.Value read
                        && !read.value().isBlank()
                ? Optional.of(read.value())
                : Optional.empty();
    }

    /**
     * The key of a Zapier record that carries none: made from the table's and the record's ULIDs, so that every
     * redelivery and every instance arrives at the same one. Empty for keys that cannot be made up (numbers).
     */
    public static Optional<String> generated(TableMapping mapping, String tableId, String recordId) {
        FieldType type = mapping.field(mapping.key()).type();
        return type instanceof FieldType.Uuid || type instanceof FieldType.Text
                ? Optional.of(UUID.nameUUIDFromBytes((tableId + "/" + recordId).getBytes(StandardCharsets.UTF_8))
                        .toString())
                : Optional.empty();
    }

    /** The spellings of a key that people type; Zapier's exact filter tells upper from lower case. */
    public static List<String> spellings(TableMapping mapping, String text) {
        boolean uuid = mapping.field(mapping.key()).type() instanceof FieldType.Uuid;
        return uuid ? List.of(text, text.toUpperCase(Locale.ROOT)) : List.of(text);
    }
}
