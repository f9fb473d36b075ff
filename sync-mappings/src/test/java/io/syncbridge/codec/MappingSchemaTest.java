package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.MappingResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors read says what the parser says, as far as a schema can. */
class MappingSchemaTest {
    private static final JsonNode TEXT = json();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(TEXT);

    /** What only a program can tell, by a part of the parser's message. */
    private static final List<String> BEYOND_A_SCHEMA = List.of(
            "is not valid YAML",
            "is not among its fields",
            "has no effect on",
            "names a value",
            "name a value",
            "decimal needs",
            "is not a time zone",
            "is not one of");

    @ParameterizedTest
    @ValueSource(strings = {"agent_jobs", "agent_decisions", "rate_limits", "audit_log"})
    void everyShippedMappingIsValidAndNamesTheSchema(String name) {
        String yaml = resource("/mappings/" + name + ".yaml");

        assertThat(errors(yaml)).isEmpty();
        assertThat(yaml).startsWith("# yaml-language-server: $schema=../mapping.schema.json\n");
    }

    /** What the parser's own tests refuse, where a schema can. */
    static Stream<Arguments> mistakes() {
        return MappingYamlTest.mistakes()
                .filter(mistake -> BEYOND_A_SCHEMA.stream()
                        .noneMatch(part -> String.valueOf(mistake.get()[2]).contains(part)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatTheParserRefusesTheSchemaRefuses(String yaml) {
        assertThat(errors(yaml)).as("%s", yaml).isNotEmpty();
    }

    static final List<String> GOOD = List.of(
            "name: notes\nfields: {id: uuid, body: text}",
            "name: notes\nkey: nr\nfields: {nr: {type: integer, min: 0}}",
            "name: notes\ntenant: o\ntenant_lock: true\nquiet_hours: 22:00-06:00 UTC\nfields: {id: uuid, o: uuid}",
            "name: notes\nquiet_hours: [\"Sat,sun 00:00-24:00 Europe/Berlin\", \"9:00 - 10:30 UTC\"]\nfields: {id: uuid}",
            "name: notes\nmode: append_to_supabase\nfields: {a: {type: text, default: x}}",
            "name: n\npolicy: merge\nfields: {id: uuid, s: {type: choice, choices: [a], merge: {forward-only: [a]}},"
                    + " t: {type: list, merge: set}, c: {type: decimal, precision: 5, scale: 2, merge: counter}}",
            "name: n\nfields: {id: uuid, a: {type: timestamp, precision: microsecond, zone: UTC, direction: to_zapier},"
                    + " c: {type: choice, choices: [\"no\"], transitions: {\"no\": []}, required: true, default: \"no\"},"
                    + " f: {type: boolean, default: true}, j: {type: json, default: {a: 1}}, i: inet}");

    @ParameterizedTest
    @FieldSource("GOOD")
    void whatTheParserTakesTheSchemaTakes(String yaml) {
        assertThat(MappingYaml.read("good.yaml", yaml)).isInstanceOf(MappingResult.Good.class);
        assertThat(errors(yaml)).isEmpty();
    }

    @Test
    void knowsEveryKeyOfTheParserAndNoOther() {
        assertThat(names(TEXT.path("properties"))).isEqualTo(MappingYaml.KEYS);
        assertThat(values(TEXT.at("/definitions/field/properties/type/enum"))).isEqualTo(FieldYaml.OPTIONS.keySet());
        assertThat(values(TEXT.at("/properties/fields/additionalProperties/anyOf/0/enum")))
                .isEqualTo(FieldYaml.OPTIONS.keySet());
        Set<String> options = new HashSet<>(FieldYaml.COMMON);
        FieldYaml.OPTIONS.values().forEach(options::addAll);
        assertThat(names(TEXT.at("/definitions/field/properties"))).isEqualTo(options);
        for (JsonNode rule : TEXT.at("/definitions/field/allOf")) {
            String type = rule.at("/if/properties/type/const").asText();
            Set<String> known = new HashSet<>(FieldYaml.COMMON);
            known.addAll(FieldYaml.OPTIONS.getOrDefault(type, Set.of()));
            assertThat(values(rule.at("/then/propertyNames/enum"))).as(type).isEqualTo(known);
        }
        assertThat(TEXT.at("/definitions/field/allOf")).hasSameSizeAs(FieldYaml.OPTIONS.keySet());
        assertThat(values(TEXT.at("/properties/policy/enum")))
                .isEqualTo(labels(ConflictPolicy.values(), ConflictPolicy::label));
        assertThat(values(TEXT.at("/properties/deletes/enum")))
                .isEqualTo(labels(DeletePolicy.values(), DeletePolicy::label));
    }

    private static <T> Set<String> labels(T[] all, java.util.function.Function<T, String> label) {
        return new TreeSet<>(Arrays.stream(all).map(label).toList());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> values(JsonNode list) {
        Set<String> values = new TreeSet<>();
        list.forEach(value -> values.add(value.asText()));
        return values;
    }

    private static List<com.networknt.schema.Error> errors(String yaml) {
        try {
            JsonNode tree = new YAMLMapper().readTree(yaml);
            return SCHEMA.validate(tree instanceof MissingNode ? new ObjectMapper().nullNode() : tree);
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode json() {
        try {
            return new ObjectMapper().readTree(resource("/mapping.schema.json"));
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String resource(String name) {
        try (InputStream file = MappingSchemaTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
