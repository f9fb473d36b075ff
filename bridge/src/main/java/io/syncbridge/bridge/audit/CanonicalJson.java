package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one text of a JSON document that hashes are made of, version 1; docs/audit.md describes it. Never changed, since every
 * hash made so far depends on it: hence not the codec's canonical text, which may change with the values both sides take.
 *
 * <p>No blanks; keys in the order of their UTF-8 bytes; a number as its digits without trailing zeros, followed by {@code e}
 * and the exponent ({@code 1.50} is {@code 15e-1}, {@code 100} is {@code 1e2}, zero is {@code 0e0}); in texts only the quote, the
 * backslash and characters below U+0020 are escaped, the latter as {@code \}{@code u00xx} in lower case.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /** Its UTF-8 bytes. */
    static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonNode node) {
        StringBuilder text = new StringBuilder();
        append(node, text);
        return text.toString();
    }

    private static void append(JsonNode node, StringBuilder to) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, JsonNode> sorted = new TreeMap<>(CanonicalJson::byBytes);
                node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
                String separator = "{";
                for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                    to.append(separator);
                    appendText(member.getKey(), to);
                    to.append(':');
                    append(member.getValue(), to);
                    separator = ",";
                }
                to.append(sorted.isEmpty() ? "{}" : "}");
            }
            case ARRAY -> {
                to.append('[');
                for (int i = 0; i < node.size(); i++) {
                    to.append(i == 0 ? "" : ",");
                    append(node.get(i), to);
                }
                to.append(']');
            }
            case NUMBER -> appendNumber(node.decimalValue(), to);
            case STRING -> appendText(node.textValue(), to);
            case BOOLEAN -> to.append(node.booleanValue());
            default -> to.append("null");
        }
    }

    private static void appendNumber(BigDecimal number, StringBuilder to) {
        BigDecimal value = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        to.append(value.unscaledValue()).append('e').append(-value.scale());
    }

    private static void appendText(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < 0x20) {
                to.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                to.append(c);
            }
        }
        to.append('"');
    }

    /** UTF-16 order differs from it beyond U+FFFF. */
    private static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
