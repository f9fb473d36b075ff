package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.row.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One wire value of either side to a {@link FieldValue}, by type. Objects around a cell are already unwrapped. */
final class ValueReader {
    private ValueReader() {}

    /**
     * Reads one value.
     *
     * @param node the value; null and missing nodes are no value
     * @param textHoldsJson true when a JSON string in a JSON field is itself JSON text (a Zapier text field)
     */
    static Reading read(FieldType type, JsonNode node, boolean textHoldsJson) {
        if (node.isNull() || node.isMissingNode()) {
            return Reading.of(FieldValue.empty());
        }
        return switch (type) {
            case FieldType.Json json ->
                node.isTextual() && textHoldsJson ? JsonText.readText(node.textValue()) : JsonText.read(node);
            case FieldType.Listing listing -> listing(node);
            default ->
                node.isContainerNode()
                        ? Reading.bad("is a structure where a single value belongs", node.toString())
                        : scalar(type, node.isTextual() ? node.textValue() : scalarText(node));
        };
    }

    private static String scalarText(JsonNode node) {
        return node.isNumber() ? node.decimalValue().toString() : node.asText();
    }

    private static Reading scalar(FieldType type, String text) {
        Optional<String> problem = TextRules.problem(text);
        if (problem.isPresent()) {
            return new Reading.Bad(problem.get());
        }
        if (text.isBlank() && !(type instanceof FieldType.Text)) {
            return Reading.of(FieldValue.empty());
        }
        return switch (type) {
            case FieldType.Text limit -> text(text, limit);
            case FieldType.Uuid uuid -> UuidText.read(text);
            case FieldType.Whole whole -> NumberText.whole(text, whole);
            case FieldType.Decimal decimal -> NumberText.decimal(text, decimal);
            case FieldType.Flag flag -> flag(text);
            case FieldType.Timestamp at -> TimestampText.read(text, at.zone());
            case FieldType.Choice choice -> choice(text, choice);
            case FieldType.Inet inet -> InetText.read(text);
            case FieldType.Json json -> JsonText.readText(text);
            case FieldType.Listing listing -> listingText(text);
        };
    }

    private static Reading text(String text, FieldType.Text type) {
        int length = text.codePointCount(0, text.length());
        return type.maxLength().isPresent() && length > type.maxLength().getAsInt()
                ? Reading.bad(
                        "has " + length + " characters, more than "
                                + type.maxLength().getAsInt(),
                        text)
                : Reading.of(new FieldValue.Text(text));
    }

    private static Reading flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Reading.of(new FieldValue.Flag(true));
            case "false" -> Reading.of(new FieldValue.Flag(false));
            default -> Reading.bad("is neither true nor false", text);
        };
    }

    private static Reading choice(String text, FieldType.Choice type) {
        return type.allowed().contains(text)
                ? Reading.of(new FieldValue.Text(text))
                : Reading.bad("is not one of " + String.join(", ", type.allowed()), text);
    }

    private static Reading listing(JsonNode node) {
        if (!node.isArray()) {
            return node.isTextual() ? listingText(node.textValue()) : Reading.bad("is not a list", node.toString());
        }
        List<String> elements = new ArrayList<>();
        for (JsonNode element : node) {
            JsonNode bare = Unwrapped.of(element);
            if (!bare.isValueNode() || bare.isNull()) {
                return Reading.bad("holds an element that is not text", element.toString());
            }
            String text = bare.isTextual() ? bare.textValue() : scalarText(bare);
            Optional<String> problem = TextRules.problem(text);
            if (problem.isPresent()) {
                return new Reading.Bad(problem.get());
            }
            elements.add(text);
        }
        return Reading.of(new FieldValue.Listing(elements));
    }

    private static Reading listingText(String text) {
        if (text.isBlank()) {
            return Reading.of(FieldValue.empty());
        }
        Optional<String> problem = TextRules.problem(text);
        if (problem.isPresent()) {
            return new Reading.Bad(problem.get());
        }
        return ListText.read(text)
                .map(elements -> Reading.of(new FieldValue.Listing(elements)))
                .orElseGet(() -> Reading.bad("has a quote that is not closed or not alone in its element", text));
    }
}
