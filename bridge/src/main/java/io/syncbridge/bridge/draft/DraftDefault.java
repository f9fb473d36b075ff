package io.syncbridge.bridge.draft;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column's default as a mapping can state it: constants only. */
final class DraftDefault {
    private static final Pattern TEXT = Pattern.compile("^'((?:[^']|'')*)'(?:::.*)?$");
    private static final Pattern NUMBER = Pattern.compile("^\\(?'?(-?\\d{1,30}(?:\\.\\d{1,30})?)'?\\)?(?:::.*)?$");

    private DraftDefault() {}

    /** As YAML; empty for a column without a constant default. */
    static Optional<String> of(TableShape.Column column, String type) {
        return column.defaultText().flatMap(text -> switch (type) {
            case "integer", "decimal" -> first(NUMBER, text);
            case "boolean" -> Optional.of(text).filter(List.of("true", "false")::contains);
            case "text" -> first(TEXT, text).filter(value -> !value.isEmpty()).map(DraftDefault::unquoted);
            case "choice" ->
                first(TEXT, text)
                        .map(value -> value.replace("''", "'"))
                        .filter(DraftType.choices(column)::contains)
                        .map(YamlText::of);
            default -> Optional.empty();
        });
    }

    private static String unquoted(String value) {
        return YamlText.of(value.replace("''", "'"));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
