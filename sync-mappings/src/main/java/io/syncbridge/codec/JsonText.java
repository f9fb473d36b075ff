package io.syncbridge.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON documents and their canonical text: keys sorted, no blanks, numbers by value (1.10 is 1.1, -0 is 0), the last of
 * duplicate keys, as jsonb keeps it. Numbers stay exact at any size that PostgreSQL takes. RFC 8785 is not used: it
 * rounds numbers to doubles.
 */
public final class JsonText {
    private static final int MOST_DEPTH = 200;
    private static final int MOST_PLAIN_DIGITS = 60;

    /** Strict and exact: no rounding to double, nothing after the document, nesting up to 200. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxNumberLength(NumberText.MOST_DIGITS_BEFORE_POINT + NumberText.MOST_DIGITS_AFTER_POINT)
                            .maxStringLength(64 * 1024 * 1024)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    /** Parses one strict JSON document; empty when the text is none. */
    public static Optional<JsonNode> parse(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree == null || tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JsonProcessingException | NumberFormatException notJson) {
            // The latter is what Jackson lets through for an exponent that no BigDecimal has; found by fuzzing.
            return Optional.empty();
        }
    }

    /** A JSON field held as text. Blank text and the document null are no value. */
    static Reading readText(String raw) {
        if (raw.isBlank()) {
            return Reading.of(FieldValue.empty());
        }
        Optional<JsonNode> tree = parse(raw);
        return tree.isPresent() ? read(tree.get()) : Reading.bad("is not valid JSON", raw);
    }

    /** A JSON field held as a structure. */
    static Reading read(JsonNode tree) {
        if (tree.isNull()) {
            return Reading.of(FieldValue.empty());
        }
        StringBuilder canonical = new StringBuilder();
        Optional<String> problem = append(tree, canonical);
        return problem.isPresent()
                ? new Reading.Bad(problem.get())
                : Reading.of(new FieldValue.Json(canonical.toString()));
    }

    /** Writes the canonical form; answers why that is impossible, or empty. */
    private static Optional<String> append(JsonNode node, StringBuilder to) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                return appendObject(node, to);
            }
            case ARRAY -> {
                to.append('[');
                for (int i = 0; i < node.size(); i++) {
                    to.append(i == 0 ? "" : ",");
                    Optional<String> problem = append(node.get(i), to);
                    if (problem.isPresent()) {
                        return problem;
                    }
                }
                to.append(']');
            }
            case NUMBER -> {
                BigDecimal number = node.decimalValue();
                if (NumberText.digitsBeforePoint(number) > NumberText.MOST_DIGITS_BEFORE_POINT
                        || number.scale() > NumberText.MOST_DIGITS_AFTER_POINT) {
                    return Optional.of("holds a number that jsonb cannot keep: " + Shown.of(number.toString()));
                }
                to.append(plain(number));
            }
            case STRING -> {
                return appendText(node.textValue(), to);
            }
            case BOOLEAN -> to.append(node.booleanValue());
            default -> to.append("null");
        }
        return Optional.empty();
    }

    private static Optional<String> appendObject(JsonNode node, StringBuilder to) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        to.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
            to.append(separator);
            Optional<String> problem = appendText(entry.getKey(), to);
            to.append(':');
            if (problem.isEmpty()) {
                problem = append(entry.getValue(), to);
            }
            if (problem.isPresent()) {
                return problem;
            }
            separator = ",";
        }
        to.append('}');
        return Optional.empty();
    }

    private static Optional<String> appendText(String text, StringBuilder to) {
        Optional<String> problem = TextRules.problem(text);
        if (problem.isEmpty()) {
            to.append(TextNode.valueOf(text));
        }
        return problem;
    }

    private static String plain(BigDecimal number) {
        BigDecimal value = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        boolean small = NumberText.digitsBeforePoint(value) <= MOST_PLAIN_DIGITS && value.scale() <= MOST_PLAIN_DIGITS;
        return small ? value.toPlainString() : value.toString();
    }
}
