package io.syncbridge.bridge.draft;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What type a mapping gives a column.
 *
 * @param type the mapping's name for it; empty for a column that no type of a mapping holds
 * @param options as written in YAML, such as {@code max_length: 50}
 * @param remark what a person should know; of a column without a type, why
 */
record DraftType(Optional<String> type, List<String> options, Optional<String> remark) {
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");
    private static final Pattern LENGTH = Pattern.compile("\\((\\d+)\\)");
    private static final Pattern DIGITS = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");
    private static final Pattern LEAST = Pattern.compile(">=? ?\\(?'?(-?\\d+(?:\\.\\d+)?)");
    private static final Pattern MOST = Pattern.compile("<=? ?\\(?'?(-?\\d+(?:\\.\\d+)?)");
    private static final Set<String> LISTED = Set.of("S", "E");
    private static final int LONGEST = 10_485_760;

    static DraftType of(TableShape.Column column) {
        return switch (column.category()) {
            case "S" -> text(column);
            case "E" -> choice(column.labels());
            case "N" -> number(column);
            case "B" -> plain("boolean");
            case "D" -> time(column);
            case "I" -> plain("inet");
            case "A" -> list(column);
            case "C", "P" -> none("a composite has no counterpart in Zapier");
            default -> other(column);
        };
    }

    /** The choices of an enum or a CHECK; empty when any text may stand there. */
    static List<String> choices(TableShape.Column column) {
        if (!column.labels().isEmpty()) {
            return column.labels();
        }
        return column.checks().stream()
                .filter(check -> check.contains("= ANY") && check.contains("ARRAY[") && !check.contains(" AND "))
                .map(check -> LITERAL.matcher(check)
                        .results()
                        .map(found -> found.group(1).replace("''", "'"))
                        .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static DraftType text(TableShape.Column column) {
        List<String> choices = choices(column);
        if (!choices.isEmpty()) {
            return choice(choices);
        }
        Matcher length = LENGTH.matcher(column.spelled());
        boolean limited = length.find() && Integer.parseInt(length.group(1)) <= LONGEST;
        return new DraftType(
                Optional.of("text"),
                limited ? List.of("max_length: " + length.group(1)) : List.of(),
                column.type().equals("bpchar") ? Optional.of("blank padded in the database") : Optional.empty());
    }

    private static DraftType choice(List<String> choices) {
        return new DraftType(
                Optional.of("choice"),
                List.of("choices: ["
                        + String.join(", ", choices.stream().map(YamlText::of).toList()) + "]"),
                Optional.empty());
    }

    private static DraftType number(TableShape.Column column) {
        return switch (column.type()) {
            case "int2" -> whole(column, "-32768", "32767");
            case "int4" -> bounds(column).isEmpty() ? plain("integer") : whole(column, "-2147483648", "2147483647");
            case "int8" -> whole(column, "-9223372036854775808", "9223372036854775807");
            case "numeric" -> decimal(column);
            case "float4", "float8" ->
                new DraftType(
                        Optional.of("decimal"),
                        bounds(column),
                        Optional.of("binary fractions may differ in the last digit"));
            case "oid" -> whole(column, "0", "4294967295");
            default -> none(column.spelled() + " is written as the server's locale has it");
        };
    }

    private static DraftType whole(TableShape.Column column, String least, String most) {
        String min = bound(column, LEAST, ">").orElse(least);
        String max = bound(column, MOST, "<").orElse(most);
        return new DraftType(Optional.of("integer"), List.of("min: " + min, "max: " + max), Optional.empty());
    }

    private static DraftType decimal(TableShape.Column column) {
        Matcher digits = DIGITS.matcher(column.spelled());
        List<String> options = new java.util.ArrayList<>();
        if (digits.find() && Integer.parseInt(digits.group(2)) <= Integer.parseInt(digits.group(1))) {
            options.add("precision: " + digits.group(1));
            options.add("scale: " + digits.group(2));
        }
        options.addAll(bounds(column));
        return new DraftType(Optional.of("decimal"), options, Optional.empty());
    }

    private static List<String> bounds(TableShape.Column column) {
        List<String> bounds = new java.util.ArrayList<>();
        bound(column, LEAST, ">").ifPresent(least -> bounds.add("min: " + least));
        bound(column, MOST, "<").ifPresent(most -> bounds.add("max: " + most));
        return bounds;
    }

    /** A bound that belongs to the range, from checks that say nothing else; {@code x > 0} of a fraction has none. */
    private static Optional<String> bound(TableShape.Column column, Pattern bound, String strict) {
        return column.checks().stream()
                .filter(check -> !check.contains(" OR ") && check.matches("[^+*/%]*"))
                .flatMap(check -> bound.matcher(check).results())
                .filter(found ->
                        !found.group().startsWith(strict + " ") && found.group().startsWith(strict + "="))
                .map((MatchResult found) -> found.group(1))
                .findFirst();
    }

    private static DraftType time(TableShape.Column column) {
        return switch (column.type()) {
            case "timestamptz" -> plain("timestamp");
            case "timestamp" ->
                new DraftType(
                        Optional.of("timestamp"),
                        List.of("zone: UTC"),
                        Optional.of("the column has no zone; correct this if its times are not UTC"));
            default -> none("Zapier has no type for a " + column.spelled() + " alone");
        };
    }

    private static DraftType list(TableShape.Column column) {
        return LISTED.contains(column.elementCategory()) || column.element().equals("uuid")
                ? plain("list")
                : none("only lists of texts are synced, not " + column.spelled());
    }

    private static DraftType other(TableShape.Column column) {
        return switch (column.type()) {
            case "uuid" -> plain(column.ofDomain() ? "text" : "uuid");
            case "json", "jsonb" -> column.ofDomain() ? none("a domain over json cannot be synced") : plain("json");
            case "bytea" -> new DraftType(Optional.of("text"), List.of(), Optional.of("bytes, as \\x and hex digits"));
            default ->
                new DraftType(Optional.of("text"), List.of(), Optional.of("as PostgreSQL prints " + column.spelled()));
        };
    }

    private static DraftType plain(String type) {
        return new DraftType(Optional.of(type), List.of(), Optional.empty());
    }

    private static DraftType none(String why) {
        return new DraftType(Optional.empty(), List.of(), Optional.of(why));
    }
}
