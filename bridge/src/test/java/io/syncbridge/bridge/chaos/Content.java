package io.syncbridge.bridge.chaos;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a record holds: for each edited field the number of the edit that wrote it. Each edit writes its own number and no
 * other does, so a value tells where it came from and an old one coming back is recognised.
 */
record Content(Map<Field, Integer> values) {

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    Content {
        values = Map.copyOf(values);
    }

    /** A field that users edit, in the form in which it holds a number. */
    enum Field {
        ERROR_MESSAGE("edit %d"),
        PARAMETERS("{\"edit\": %d}"),
        RETRY_COUNT("%d");

        private final String form;

        Field(String form) {
            this.form = form;
        }

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        String value(int edit) {
            return form.formatted(edit);
        }

        /** The edit that wrote a value; 0 for a field without one. */
        static int edit(@Nullable String value) {
            return value == null
                    ? 0
                    : DIGITS.matcher(value)
                            .results()
                            .map(MatchResult::group)
                            .map(Integer::valueOf)
                            .findFirst()
                            .orElse(0);
        }
    }

    /** Reads each field by its column's name. */
    static Content read(Function<String, @Nullable String> column) {
        return new Content(Stream.of(Field.values())
                .collect(Collectors.toMap(Function.identity(), field -> Field.edit(column.apply(field.column())))));
    }

    static Content of(int message, int parameters, int retries) {
        return new Content(
                Map.of(Field.ERROR_MESSAGE, message, Field.PARAMETERS, parameters, Field.RETRY_COUNT, retries));
    }

    int get(Field field) {
        return values.getOrDefault(field, 0);
    }

    /** The fields that differ, with the values before and after. */
    Map<Field, List<Integer>> to(Content other) {
        Map<Field, List<Integer>> changes = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            if (get(field) != other.get(field)) {
                changes.put(field, List.of(get(field), other.get(field)));
            }
        }
        return changes;
    }

    @Override
    public String toString() {
        return get(Field.ERROR_MESSAGE) + "/" + get(Field.PARAMETERS) + "/" + get(Field.RETRY_COUNT);
    }
}
