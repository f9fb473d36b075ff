package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One field of a mapping file: {@code name: type} or {@code name: {type: …, options}}. */
final class FieldYaml {
    static final Set<String> COMMON = Set.of("type", "column", "zapier", "direction", "required", "default", "merge");
    static final Map<String, Set<String>> OPTIONS = Map.ofEntries(
            Map.entry("text", Set.of("max_length")),
            Map.entry("uuid", Set.of()),
            Map.entry("integer", Set.of("min", "max")),
            Map.entry("decimal", Set.of("precision", "scale", "min", "max")),
            Map.entry("boolean", Set.of()),
            Map.entry("timestamp", Set.of("precision", "zone")),
            Map.entry("json", Set.of()),
            Map.entry("list", Set.of()),
            Map.entry("choice", Set.of("choices", "transitions")),
            Map.entry("inet", Set.of()));
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("second", ChronoUnit.SECONDS, "millisecond", ChronoUnit.MILLIS, "microsecond", ChronoUnit.MICROS);
    private static final BigDecimal INT_MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

    private FieldYaml() {}

    static FieldMapping read(String name, YamlNode fields) {
        JsonNode raw = fields.raw(name);
        YamlNode node = raw.isTextual() ? shorthand(name, raw, fields) : fields.child(name);
        FieldType type = type(node);
        FieldDirection direction = switch (node.text("direction", "both")) {
            case "both" -> FieldDirection.BOTH;
            case "to_supabase" -> FieldDirection.TO_SUPABASE;
            case "to_zapier" -> FieldDirection.TO_ZAPIER;
            default -> {
                node.problem("direction", "must be both, to_supabase or to_zapier");
                yield FieldDirection.BOTH;
            }
        };
        String column = node.text("column", name);
        if (!Identifier.isOne(column)) {
            node.problem(node.has("column") ? "column" : "", "column " + Identifier.RULE);
        }
        return new FieldMapping(
                name,
                column,
                node.text("zapier", name),
                type,
                direction,
                node.flag("required"),
                fallback(type, node),
                PolicyYaml.merge(type, node));
    }

    private static YamlNode shorthand(String name, JsonNode type, YamlNode fields) {
        return fields.nested(name, JsonNodeFactory.instance.objectNode().set("type", type));
    }

    private static FieldValue fallback(FieldType type, YamlNode node) {
        return switch (ValueReader.read(type, node.raw("default"), true)) {
            case Reading.Value value -> value.value();
            case Reading.Bad bad -> {
                node.problem("default", bad.reason());
                yield FieldValue.empty();
            }
        };
    }

    private static FieldType type(YamlNode node) {
        String type = node.text("type", "");
        Set<String> options = OPTIONS.get(type);
        if (options == null) {
            node.problem(
                    "type",
                    "must be one of "
                            + String.join(
                                    ", ", OPTIONS.keySet().stream().sorted().toList()));
            return new FieldType.Json();
        }
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(options);
        node.allowing(known);
        try {
            return switch (type) {
                case "text" ->
                    new FieldType.Text(
                            node.count("max_length").map(OptionalInt::of).orElse(OptionalInt.empty()));
                case "uuid" -> new FieldType.Uuid();
                case "integer" ->
                    new FieldType.Whole(
                            node.number("min").orElse(INT_MIN),
                            node.number("max").orElse(INT_MAX));
                case "decimal" ->
                    new FieldType.Decimal(
                            node.count("precision").orElse(1000 - 1),
                            node.count("scale").orElse(30),
                            node.number("min"),
                            node.number("max"));
                case "boolean" -> new FieldType.Flag();
                case "timestamp" -> new FieldType.Timestamp(unit(node), zone(node));
                case "list" -> new FieldType.Listing();
                case "choice" -> choice(node);
                case "inet" -> new FieldType.Inet();
                default -> new FieldType.Json();
            };
        } catch (IllegalArgumentException impossible) {
            node.problem("", String.valueOf(impossible.getMessage()));
            return new FieldType.Json();
        }
    }

    private static FieldType choice(YamlNode node) {
        if (node.texts("choices").isEmpty()) {
            node.problem("choices", "must list at least one choice");
        }
        Map<String, Set<String>> transitions = new HashMap<>();
        YamlNode rules = node.child("transitions");
        rules.keys().forEach(from -> transitions.put(from, Set.copyOf(rules.texts(from))));
        return new FieldType.Choice(node.texts("choices"), transitions);
    }

    private static ChronoUnit unit(YamlNode node) {
        ChronoUnit unit = UNITS.get(node.text("precision", "second"));
        if (unit == null) {
            node.problem("precision", "must be second, millisecond or microsecond");
            return ChronoUnit.SECONDS;
        }
        return unit;
    }

    private static Optional<ZoneId> zone(YamlNode node) {
        try {
            return node.text("zone").map(ZoneId::of);
        } catch (DateTimeException unknown) {
            node.problem("zone", "is not a time zone; write it like America/Chicago");
            return Optional.empty();
        }
    }
}
