package io.syncbridge.row;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The members of a JSON object in canonical text ({@link FieldValue.Json}): key, quoted as it stands there, to the
 * canonical text of its value.
 */
public record JsonMembers(SortedMap<String, String> values) {

    /** Canonical order is that of the keys themselves, not of their quoted form. */
    public static final Comparator<String> BY_KEY = Comparator.comparing(JsonMembers::unquoted);

    /** An object without members. */
    public static final JsonMembers NONE = new JsonMembers(new TreeMap<>(BY_KEY));

    /** Copies. */
    public JsonMembers {
        SortedMap<String, String> copy = new TreeMap<>(BY_KEY);
        copy.putAll(values);
        values = Collections.unmodifiableSortedMap(copy);
    }

    /** The members of a document; empty when it is no object. */
    public static Optional<JsonMembers> of(String canonical) {
        if (!canonical.startsWith("{")) {
            return Optional.empty();
        }
        TreeMap<String, String> members = new TreeMap<>(BY_KEY);
        int at = 1;
        while (canonical.charAt(at) != '}') {
            int colon = end(canonical, at);
            int end = end(canonical, colon + 1);
            members.put(canonical.substring(at, colon), canonical.substring(colon + 1, end));
            at = canonical.charAt(end) == ',' ? end + 1 : end;
        }
        return Optional.of(new JsonMembers(members));
    }

    /** The value of a quoted key. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The object as canonical text again. */
    public String document() {
        return values.entrySet().stream()
                .map((Map.Entry<String, String> member) -> member.getKey() + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Where the value ends that starts here: at a colon, comma or bracket of its own level. */
    private static int end(String text, int from) {
        int depth = 0;
        int at = from;
        while (true) {
            switch (text.charAt(at)) {
                case '"' -> at = closingQuote(text, at);
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth == 0) {
                        return at;
                    }
                    depth--;
                }
                case ':', ',' -> {
                    if (depth == 0) {
                        return at;
                    }
                }
                default -> {}
            }
            at++;
        }
    }

    private static int closingQuote(String text, int opening) {
        int at = opening + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    private static String unquoted(String key) {
        StringBuilder text = new StringBuilder();
        int at = 1;
        while (at < key.length() - 1) {
            char c = key.charAt(at);
            boolean escaped = c == '\\';
            char name = escaped ? key.charAt(at + 1) : c;
            if (escaped && name == 'u') {
                text.append((char) Integer.parseInt(key, at + 2, at + 6, 16));
                at += 6;
            } else {
                text.append(escaped ? meant(name) : c);
                at += escaped ? 2 : 1;
            }
        }
        return text.toString();
    }

    private static char meant(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
