package io.syncbridge.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list as one line of comma-separated text, for Zapier fields that hold text. Elements with a comma, a quote, a line
 * break or blanks at an end are quoted as in CSV; blanks around unquoted elements and empty unquoted elements (a
 * trailing comma) are dropped. An empty list is {@code ,}: empty text would mean "no value".
 */
final class ListText {
    static final String EMPTY_LIST = ",";

    private ListText() {}

    /** The elements, or empty when a quote is never closed or text follows one. */
    static Optional<List<String>> read(String text) {
        List<String> elements = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                StringBuilder element = new StringBuilder();
                int end = quoted(text, at + 1, element);
                while (end >= 0 && end < text.length() && Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                if (end < 0 || (end < text.length() && text.charAt(end) != ',')) {
                    return Optional.empty();
                }
                elements.add(element.toString());
                at = end + 1;
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                String element = text.substring(at, end).strip();
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                at = end + 1;
            }
        }
        return Optional.of(elements);
    }

    static String write(List<String> elements) {
        if (elements.isEmpty()) {
            return EMPTY_LIST;
        }
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",").append(element(element));
        }
        return text.toString();
    }

    private static String element(String element) {
        boolean plain = !element.isEmpty()
                && element.equals(element.strip())
                && element.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? element : '"' + element.replace("\"", "\"\"") + '"';
    }

    /** Copies up to the closing quote and returns the position after it, or -1. */
    private static int quoted(String text, int from, StringBuilder element) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '"') {
                element.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                element.append('"');
                at++;
            } else {
                return at + 1;
            }
        }
        return -1;
    }
}
