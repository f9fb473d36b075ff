package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code data} object of a Zapier record to a row and back.
 *
 * <p>A mapping and the keys and types its fields have in one Zapier table. Fields of the mapping that the table does not
 * have (allowed for optional ones) read as no value and are never written.
 */
public record ZapierJson(TableMapping mapping, Map<String, ZapierField> fields) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Copies the map: canonical field name to Zapier field. */
    public ZapierJson {
        fields = Map.copyOf(fields);
    }

    /** The Zapier field of a mapped field, if the table has it. */
    public Optional<ZapierField> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Reads a whole record's data; a field that is left out has no value, keys that are not mapped are ignored. */
    public Decoded decode(JsonNode data) {
        return decode(data, false);
    }

    /**
     * Reads data that may be partial, as a webhook carries it: a field that is left out is not stated. A mirror that took
     * "left out" for "emptied" would wipe cells.
     */
    public Decoded decodeStated(JsonNode data) {
        return decode(data, true);
    }

    private Decoded decode(JsonNode data, boolean statedOnly) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (FieldMapping field : mapping.fields()) {
            ZapierField wire = fields.get(field.name());
            if (wire == null || (statedOnly && !data.has(wire.key()))) {
                continue;
            }
            JsonNode node = wire.holdsStructures() ? data.path(wire.key()) : Unwrapped.of(data.path(wire.key()));
            switch (ValueReader.read(field.type(), node, !wire.holdsStructures())) {
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

    /** Writes the stated fields of a row; no value becomes null, which empties the cell. */
    public ObjectNode encode(Row row) {
        ObjectNode data = NODES.objectNode();
        row.values().forEach((name, value) -> {
            ZapierField wire = fields.get(name);
            if (wire != null) {
                data.set(wire.key(), encode(wire, value));
            }
        });
        return data;
    }

    private static JsonNode encode(ZapierField wire, FieldValue value) {
        if (value.isBlank()) {
            // "" in a dropdown is refused with the whole call; null empties every type alike.
            return NullNode.getInstance();
        }
        return switch (value) {
            case FieldValue.Numeric number -> takesNumbers(wire) ? NODES.numberNode(number.value()) : text(value);
            case FieldValue.Flag flag -> wire.type().equals("boolean") ? NODES.booleanNode(flag.value()) : text(value);
            case FieldValue.Json json -> wire.holdsStructures() ? structure(json) : text(value);
            case FieldValue.Listing list -> wire.isMultiple() ? array(list) : text(value);
            case FieldValue.Empty none -> NullNode.getInstance();
            case FieldValue.Text word -> text(value);
            case FieldValue.Timestamp at -> text(value);
        };
    }

    private static boolean takesNumbers(ZapierField wire) {
        return wire.type().equals("number")
                || wire.type().equals("decimal")
                || wire.type().equals("currency");
    }

    private static JsonNode text(FieldValue value) {
        return NODES.textNode(CanonicalText.of(value).orElse(""));
    }

    private static JsonNode structure(FieldValue.Json json) {
        return JsonText.parse(json.canonical())
                .orElseThrow(() -> new IllegalStateException("canonical JSON that does not parse"));
    }

    private static JsonNode array(FieldValue.Listing list) {
        ArrayNode array = NODES.arrayNode();
        list.values().forEach(array::add);
        return array;
    }
}
