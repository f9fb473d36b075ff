package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A row as PostgreSQL's {@code to_jsonb} prints it to a {@link Row}, and values to the text its casts take. */
public final class SupabaseJson {
    private SupabaseJson() {}

    /** Reads {@code to_jsonb(row)} text; columns that are not mapped are ignored. */
    public static Decoded decode(TableMapping mapping, String rowJson) {
        JsonNode tree =
                JsonText.parse(rowJson).orElseThrow(() -> new IllegalStateException("to_jsonb text that is not JSON"));
        TreeMap<String, FieldValue> values = new TreeMap<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (FieldMapping field : mapping.fields()) {
            switch (ValueReader.read(field.type(), tree.path(field.column()), false)) {
                case Reading.Value read -> values.put(field.name(), read.value());
                case Reading.Bad bad -> {
                    // A version is a hint, never content: one that cannot be read (infinity) must not hold the record
                    // up.
                    if (mapping.isContent(field.name())) {
                        problems.add(new FieldProblem(field.name(), bad.reason()));
                    }
                }
            }
        }
        return new Decoded(new Row(values), problems);
    }

    /** The text to bind and cast to the column's type, or empty for NULL. */
    public static Optional<String> literal(FieldValue value) {
        return value instanceof FieldValue.Listing list ? Optional.of(array(list)) : CanonicalText.of(value);
    }

    private static String array(FieldValue.Listing list) {
        StringBuilder text = new StringBuilder("{");
        for (String element : list.values()) {
            text.append(text.length() == 1 ? "\"" : ",\"")
                    .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
