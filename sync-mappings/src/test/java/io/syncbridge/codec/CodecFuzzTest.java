package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.syncbridge.fixtures.fuzz.Fuzz;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a cell, a payload or a mapping file: it is read or refused, and what was read is stable. */
@Tag("fuzz")
class CodecFuzzTest {
    private static final int USUAL = 1_000;
    private static final TableMapping MAPPING = everyType();

    private static TableMapping everyType() {
        return switch (MappingYaml.read("every.yaml", MappingCorpus.EVERY_TYPE)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }

    static Stream<String> types() {
        return MAPPING.fields().stream().map(field -> field.name());
    }

    @ParameterizedTest
    @MethodSource("types")
    void aCellOfEveryType(String name) {
        FieldType type = MAPPING.field(name).type();
        Fuzz.ofTexts("a cell: " + name, USUAL, MappingCorpus.CELLS).feed(input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            boolean asText = isStable(type, TextNode.valueOf(text));
            Optional<JsonNode> tree = JsonText.parse(text);
            return (tree.isPresent() && isStable(type, tree.get())) || asText;
        });
    }

    /** What was read is written in one form, which is read as the same. */
    private static boolean isStable(FieldType type, JsonNode node) {
        Reading reading = ValueReader.read(type, node, true);
        if (!(reading instanceof Reading.Value read) || read.value().isBlank()) {
            return false;
        }
        FieldValue value = read.value();
        String canonical = CanonicalText.of(value).orElseThrow();
        Reading again = ValueReader.read(type, TextNode.valueOf(canonical), true);
        require(again.equals(reading), canonical);
        require(SupabaseJson.literal(value).isPresent(), canonical);
        require(canonical.indexOf('\0') < 0, "NUL, which PostgreSQL cannot store");
        return true;
    }

    @Test
    void aZapierRecord() {
        ZapierJson codec = codec();
        Fuzz.ofTexts("a Zapier record's cells", USUAL, MappingCorpus.DATA).feed(input -> {
            Optional<JsonNode> tree = JsonText.parse(new String(input, StandardCharsets.UTF_8));
            if (tree.isEmpty()) {
                return false;
            }
            Decoded whole = codec.decode(tree.get());
            Decoded stated = codec.decodeStated(tree.get());
            require(stated.row().values().size() <= whole.row().values().size(), "stated more than there is");
            JsonNode written = codec.encode(whole.row());
            require(JsonText.parse(written.toString()).isPresent(), "wrote what is not JSON");
            Row remembered = RowJson.read(
                    MAPPING,
                    JsonText.parse(RowJson.write(whole.row()).toString()).orElseThrow());
            require(remembered.equals(whole.row()), "remembered otherwise");
            return whole.isWhole() && !stated.row().isEmpty();
        });
    }

    @Test
    void aStoredPayload() {
        ZapierJson codec = codec();
        Fuzz.ofTexts("a stored payload", USUAL, MappingCorpus.PAYLOADS).feed(input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            Optional<String> cell = ZapierPayload.cell(codec, text, "uuid");
            boolean replaced =
                    ZapierPayload.read(codec, text, Optional.of(Instant.EPOCH)).isPresent();
            return ZapierPayload.read(codec, text, Optional.empty()).isPresent() || replaced || cell.isPresent();
        });
    }

    @Test
    void aSupabaseRow() {
        Fuzz.ofTexts("a Supabase row", USUAL, MappingCorpus.ROWS).feed(input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            if (JsonText.parse(text).isEmpty()) {
                return false; // the database prints JSON; anything else is a fault that must be loud
            }
            return SupabaseJson.decode(MAPPING, text).isWhole();
        });
    }

    @Test
    void aMappingFile() {
        Fuzz.ofTexts("a mapping file", USUAL, MappingCorpus.files()).feed(input -> {
            String yaml = new String(input, StandardCharsets.UTF_8);
            return switch (MappingYaml.read("fuzzed.yaml", yaml)) {
                case MappingResult.Good good -> {
                    MappingCorpus.names(good.mapping()).forEach(MappingCorpus::requireStorable);
                    yield true;
                }
                case MappingResult.Faulty faulty -> {
                    require(!faulty.problems().isEmpty(), "refused without a reason");
                    yield false;
                }
            };
        });
    }

    @Test
    void quietHours() {
        Fuzz.ofTexts(
                        "quiet hours",
                        USUAL,
                        "22:00-06:00 Europe/Berlin",
                        "sat,sun 00:00-24:00 UTC",
                        "mon-fri 12:00-13:30 America/New_York")
                .feed(input -> {
                    List<String> problems = new ArrayList<>();
                    QuietHours hours =
                            QuietText.read(List.of(new String(input, StandardCharsets.UTF_8)), problems::add);
                    require(problems.isEmpty() != hours.equals(QuietHours.NONE), "neither hours nor a problem");
                    return problems.isEmpty();
                });
    }

    private static ZapierJson codec() {
        Map<String, ZapierField> fields = new HashMap<>();
        int[] number = {0};
        MAPPING.fields()
                .forEach(field -> fields.put(
                        field.name(), new ZapierField("f" + ++number[0], MappingCorpus.wireType(field.type()))));
        return new ZapierJson(MAPPING, fields);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
