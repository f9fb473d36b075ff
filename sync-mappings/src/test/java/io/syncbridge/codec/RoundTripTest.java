package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.syncbridge.fixtures.Gen;
import io.syncbridge.mapping.AuditNames;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every field type on both wires: what is written and read back means the same, at the precision both sides keep;
 * and reading what was read changes nothing. The wires are imitated here as the platforms answer, not by our codecs.
 */
class RoundTripTest {
    private static final int SEEDS = Integer.getInteger("seeds", 1_000);

    /**
     * One field type on one Zapier field type.
     *
     * @param zapier the Zapier field's wire type
     */
    record Pairing(FieldType type, String zapier) {
        TableMapping mapping() {
            FieldMapping field = new FieldMapping("x", "x", "x", type, FieldDirection.BOTH, false, FieldValue.empty());
            return new TableMapping(
                    "things",
                    new SupabaseTable("public", "things"),
                    "things",
                    SyncMode.TWO_WAY,
                    "x",
                    List.of(),
                    List.of(),
                    new AuditNames(new SupabaseTable("public", "audit_log"), "thing_synced", "thing"),
                    List.of(field));
        }

        ZapierJson codec() {
            return new ZapierJson(mapping(), Map.of("x", new ZapierField("f1", zapier)));
        }
    }

    static Stream<Pairing> pairings() {
        FieldType text = new FieldType.Text(OptionalInt.empty());
        FieldType bigint = new FieldType.Whole(new BigDecimal(Long.MIN_VALUE), new BigDecimal(Long.MAX_VALUE));
        FieldType decimal = new FieldType.Decimal(60, 10, Optional.empty(), Optional.empty());
        FieldType choice = new FieldType.Choice(List.of("queued", "running", "a \"b\", c"), Map.of());
        return Stream.of(
                new Pairing(text, "string"),
                new Pairing(text, "text"),
                new Pairing(text, "labeled_string"),
                new Pairing(text, "link"),
                new Pairing(new FieldType.Text(OptionalInt.of(5)), "text"),
                new Pairing(new FieldType.Uuid(), "uuid"),
                new Pairing(new FieldType.Uuid(), "string"),
                new Pairing(bigint, "number"),
                new Pairing(bigint, "decimal"),
                new Pairing(bigint, "string"),
                new Pairing(decimal, "decimal"),
                new Pairing(decimal, "number"),
                new Pairing(decimal, "currency"),
                new Pairing(decimal, "text"),
                new Pairing(new FieldType.Flag(), "boolean"),
                new Pairing(new FieldType.Flag(), "string"),
                new Pairing(timestamp(ChronoUnit.SECONDS), "datetime"),
                new Pairing(timestamp(ChronoUnit.MICROS), "text"),
                new Pairing(new FieldType.Json(), "json"),
                new Pairing(new FieldType.Json(), "text"),
                new Pairing(new FieldType.Listing(), "text"),
                new Pairing(new FieldType.Listing(), "multiple_string"),
                new Pairing(new FieldType.Listing(), "multiple_labeled_string"),
                new Pairing(choice, "labeled_string"),
                new Pairing(choice, "string"),
                new Pairing(new FieldType.Inet(), "string"));
    }

    private static FieldType timestamp(ChronoUnit unit) {
        return new FieldType.Timestamp(unit, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void whatZapierGivesBackMeansWhatWasWritten(Pairing pairing) {
        forEachValue(pairing, value -> {
            ObjectNode sent = pairing.codec().encode(Row.of(Map.of("x", value)));
            ObjectNode answered = JsonNodeFactory.instance.objectNode();
            answered.set("f1", asZapierAnswers(pairing.zapier(), reparsed(sent.get("f1"))));

            Decoded decoded = pairing.codec().decode(reparsed(answered));

            assertThat(decoded.problems()).isEmpty();
            assertSame(pairing, decoded.row().get("x"), value);
        });
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void whatPostgresGivesBackMeansWhatWasWritten(Pairing pairing) {
        forEachValue(pairing, value -> {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            row.set("x", asPostgresPrints(pairing.type(), SupabaseJson.literal(value)));

            Decoded decoded = SupabaseJson.decode(pairing.mapping(), row.toString());

            assertThat(decoded.problems()).isEmpty();
            assertThat(decoded.row().get("x")).isEqualTo(value);
        });
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void whatIsRememberedIsReadBackUnchanged(Pairing pairing) {
        forEachValue(pairing, value -> {
            Row row = Row.of(Map.of("x", value));

            assertThat(RowJson.read(pairing.mapping(), reparsed(RowJson.write(row))))
                    .isEqualTo(row);
        });
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void normalisingTwiceChangesNothing(Pairing pairing) {
        forEachValue(pairing, value -> {
            String canonical = CanonicalText.of(value).orElse("");

            assertThat(ValueReader.read(pairing.type(), TextNode.valueOf(canonical), true))
                    .isEqualTo(Reading.of(value));
        });
    }

    private static void assertSame(Pairing pairing, FieldValue found, FieldValue written) {
        assertThat(pairing.type().comparable(found)).isEqualTo(pairing.type().comparable(written));
    }

    // ---- values

    private interface Check {
        void of(FieldValue value);
    }

    private static void forEachValue(Pairing pairing, Check check) {
        int[] values = {0};
        Gen.forEachSeed(SEEDS, (seed, gen) -> {
            Reading reading = ValueReader.read(pairing.type(), wire(pairing.type(), gen), true);
            if (reading instanceof Reading.Value read && !(read.value() instanceof FieldValue.Empty)) {
                values[0]++;
                check.of(read.value());
            }
        });
        assertThat(values[0]).as("values tried").isGreaterThan(SEEDS / 4);
    }

    /** Something that may be in a cell of this type; what the type refuses is passed over. */
    private static JsonNode wire(FieldType type, Gen gen) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (type) {
            case FieldType.Text limit ->
                nodes.textNode(gen.text(limit.maxLength().orElse(12)));
            case FieldType.Uuid uuid -> nodes.textNode(gen.uuid().toString());
            case FieldType.Whole whole -> nodes.numberNode(gen.anyLong());
            case FieldType.Decimal decimal -> nodes.numberNode(gen.decimal());
            case FieldType.Flag flag -> nodes.booleanNode(gen.odds(0.5));
            case FieldType.Timestamp at -> nodes.textNode(gen.instant().toString());
            case FieldType.Json json -> nodes.textNode(gen.json());
            case FieldType.Listing list -> {
                ArrayNode array = nodes.arrayNode();
                gen.listOf(0, 4, each -> each.text(4)).forEach(array::add);
                yield array;
            }
            case FieldType.Choice choice -> nodes.textNode(gen.pick(choice.allowed()));
            case FieldType.Inet inet -> nodes.textNode(address(gen));
        };
    }

    private static String address(Gen gen) {
        if (gen.odds(0.3)) {
            return gen.between(0, 255) + "." + gen.between(0, 255) + ".0." + gen.between(0, 255)
                    + (gen.odds(0.5) ? "/" + gen.between(0, 32) : "");
        }
        List<String> groups =
                gen.listOf(8, 8, each -> each.odds(0.6) ? "0" : each.pick(List.of("ffff", "1", "c000", "db8")));
        return String.join(":", groups) + (gen.odds(0.3) ? "/" + gen.between(0, 128) : "");
    }

    // ---- the wires

    private static JsonNode reparsed(JsonNode sent) {
        return JsonText.parse(sent.toString()).orElseThrow();
    }

    private static JsonNode asZapierAnswers(String type, JsonNode sent) {
        if (sent.isNull()) {
            return sent;
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (type) {
            case "labeled_string" ->
                nodes.objectNode().put("value", sent.textValue()).put("label", sent.textValue());
            case "link" -> nodes.objectNode().put("link", sent.textValue()).put("text", "");
            case "datetime" ->
                nodes.textNode(Instant.parse(sent.textValue())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
            case "multiple_labeled_string" -> {
                ArrayNode array = nodes.arrayNode();
                sent.forEach(element -> array.add(asZapierAnswers("labeled_string", element)));
                yield array;
            }
            default -> sent;
        };
    }

    private static JsonNode asPostgresPrints(FieldType type, Optional<String> literal) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (literal.isEmpty()) {
            return nodes.nullNode();
        }
        String text = literal.get();
        return switch (type) {
            case FieldType.Whole whole -> nodes.numberNode(new BigDecimal(text));
            case FieldType.Decimal decimal -> nodes.numberNode(new BigDecimal(text).setScale(decimal.scale()));
            case FieldType.Flag flag -> nodes.booleanNode(Boolean.parseBoolean(text));
            case FieldType.Timestamp at ->
                nodes.textNode(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx")
                        .format(Instant.parse(text).atOffset(ZoneOffset.ofHours(2))));
            case FieldType.Json json -> JsonText.parse(text).orElseThrow();
            case FieldType.Listing list -> array(text);
            default -> nodes.textNode(text);
        };
    }

    /** PostgreSQL's array_in, as far as our literals go: every element quoted, backslash escapes. */
    private static ArrayNode array(String literal) {
        assertThat(literal).startsWith("{").endsWith("}");
        List<String> elements = new ArrayList<>();
        int at = 1;
        while (literal.charAt(at) == '"') {
            StringBuilder element = new StringBuilder();
            for (at++; literal.charAt(at) != '"'; at++) {
                at += literal.charAt(at) == '\\' ? 1 : 0;
                element.append(literal.charAt(at));
            }
            elements.add(element.toString());
            at += literal.charAt(at + 1) == ',' ? 2 : 1;
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return array;
    }
}
