package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A row as the bridge stores it beside the tables: an object of field name to canonical text, null for no value. Read
 * back with the mapping's types; a field that a changed mapping can no longer read counts as not stated.
 */
public final class RowJson {
    private RowJson() {}

    /** Writes every stated field. */
    public static ObjectNode write(Row row) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        row.values().forEach((name, value) -> tree.put(name, text(value).orElse(null)));
        return tree;
    }

    /** Reads what {@link #write} wrote. */
    public static Row read(TableMapping mapping, JsonNode tree) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        for (FieldMapping field : mapping.fields()) {
            if (tree.has(field.name())
                    && ValueReader.read(field.type(), tree.get(field.name()), true) instanceof Reading.Value read) {
                values.put(field.name(), read.value());
            }
        }
        return new Row(values);
    }

    /** One value as stored, for audit rows: [old, new] pairs show this text. */
    public static Optional<String> text(FieldValue value) {
        return CanonicalText.of(value);
    }
}
