package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each field type takes and refuses, timestamps and addresses apart; the left column is the wire's JSON. */
class ValueReaderTest {
    private static final FieldType ANY_TEXT = new FieldType.Text(OptionalInt.empty());
    private static final FieldType SHORT_TEXT = new FieldType.Text(OptionalInt.of(3));
    private static final FieldType UUID = new FieldType.Uuid();
    private static final FieldType INT = new FieldType.Whole(new BigDecimal(-2147483648), new BigDecimal(2147483647));
    private static final FieldType BIGINT =
            new FieldType.Whole(new BigDecimal(Long.MIN_VALUE), new BigDecimal(Long.MAX_VALUE));
    private static final FieldType CONFIDENCE =
            new FieldType.Decimal(3, 2, Optional.of(BigDecimal.ZERO), Optional.of(BigDecimal.ONE));
    private static final FieldType NUMERIC = new FieldType.Decimal(999, 30, Optional.empty(), Optional.empty());
    private static final FieldType FLAG = new FieldType.Flag();
    private static final FieldType JSON = new FieldType.Json();
    private static final FieldType LIST = new FieldType.Listing();
    private static final FieldType STATUS = new FieldType.Choice(List.of("queued", "running"), Map.of());

    static Stream<Arguments> taken() {
        return Stream.of(
                // text is data, whatever it looks like
                arguments(
                        ANY_TEXT,
                        "\"<script>'; drop table x; -- %s {{7*7}}\"",
                        text("<script>'; drop table x; -- %s {{7*7}}")),
                arguments(ANY_TEXT, "\"__proto__ @class\"", text("__proto__ @class")),
                arguments(ANY_TEXT, "\"  leading, trailing  \"", text("  leading, trailing  ")),
                arguments(ANY_TEXT, "\"a\\r\\nb\\tc\"", text("a\r\nb\tc")),
                arguments(
                        ANY_TEXT,
                        "\"\uD83D\uDE00 \u0645\u0631\u062D\u0628\u0627 e\u0301\"",
                        text("\uD83D\uDE00 \u0645\u0631\u062D\u0628\u0627 e\u0301")),
                arguments(ANY_TEXT, "\"\\ud83d\\ude00\"", text("\uD83D\uDE00")),
                arguments(ANY_TEXT, "\"\"", text("")),
                arguments(ANY_TEXT, "12", text("12")),
                arguments(ANY_TEXT, "true", text("true")),
                arguments(
                        SHORT_TEXT,
                        "\"\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\"",
                        text("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00")),
                // one UUID, four spellings
                arguments(
                        UUID, "\"5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e\"", text("5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e")),
                arguments(
                        UUID, "\"5F0C954E-7D3C-4C3B-9D1E-2F6A8B0C1D2E\"", text("5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e")),
                arguments(
                        UUID,
                        "\"{5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e}\"",
                        text("5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e")),
                arguments(UUID, "\"5f0c954e7d3c4c3b9d1e2f6a8b0c1d2e\"", text("5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e")),
                // numbers by value, never through a double
                arguments(INT, "1.0", number("1")),
                arguments(INT, "1e2", number("100")),
                arguments(INT, "\"7\"", number("7")),
                arguments(INT, "-0", number("0")),
                arguments(INT, "2147483647", number("2147483647")),
                arguments(BIGINT, "9007199254740993", number("9007199254740993")),
                arguments(BIGINT, "\"9223372036854775807\"", number("9223372036854775807")),
                arguments(CONFIDENCE, "0.87", number("0.87")),
                arguments(CONFIDENCE, "\"0.870\"", number("0.87")),
                arguments(CONFIDENCE, "1", number("1")),
                arguments(CONFIDENCE, "1.0", number("1")),
                // rounded half away from zero, as numeric(3,2) does
                arguments(CONFIDENCE, "0.125", number("0.13")),
                arguments(CONFIDENCE, "0.124999", number("0.12")),
                arguments(
                        NUMERIC,
                        "123456789012345678901234567890.123456789",
                        number("123456789012345678901234567890.123456789")),
                arguments(NUMERIC, "-2.5e-3", number("-0.0025")),
                arguments(FLAG, "true", new FieldValue.Flag(true)),
                arguments(FLAG, "\"FALSE\"", new FieldValue.Flag(false)),
                arguments(STATUS, "\"running\"", text("running")),
                // JSON by keys and values
                arguments(JSON, "{\"b\":1.10,\"a\":[null,true,\"x\"]}", json("{\"a\":[null,true,\"x\"],\"b\":1.1}")),
                arguments(JSON, "{\"a\":1,\"a\":2}", json("{\"a\":2}")),
                arguments(JSON, "9007199254740993", json("9007199254740993")),
                arguments(JSON, "1e400", json("1E+400")),
                arguments(JSON, "[]", json("[]")),
                arguments(JSON, "{\"__proto__\":{\"@class\":\"x\"}}", json("{\"__proto__\":{\"@class\":\"x\"}}")),
                arguments(JSON, "\"{ \\\"b\\\": 2 , \\\"a\\\": 1 }\"", json("{\"a\":1,\"b\":2}")),
                arguments(JSON, "\"\\\"text\\\"\"", json("\"text\"")),
                // lists
                arguments(LIST, "[\"a\",\"b,c\",\"\"]", list("a", "b,c", "")),
                arguments(LIST, "[]", list()),
                arguments(LIST, "[1,true,{\"value\":\"x\",\"label\":\"X\"}]", list("1", "true", "x")),
                arguments(LIST, "\"a, b ,c\"", list("a", "b", "c")),
                arguments(LIST, "\"gdpr,\"", list("gdpr")),
                arguments(LIST, "\",\"", list()),
                arguments(
                        LIST,
                        "\"\\\"a,b\\\", \\\"say \\\"\\\"x\\\"\\\"\\\" ,\\\" pad \\\"\"",
                        list("a,b", "say \"x\"", " pad ")),
                arguments(LIST, "\"\\\"\\\"\"", list("")));
    }

    @ParameterizedTest
    @MethodSource
    void taken(FieldType type, String wire, FieldValue value) {
        assertThat(read(type, wire)).isEqualTo(Reading.of(value));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // what PostgreSQL cannot store
                arguments(
                        ANY_TEXT,
                        "\"a\\u0000b\"",
                        "holds the character NUL at position 1, which PostgreSQL cannot store"),
                arguments(
                        ANY_TEXT, "\"\\ud83d\"", "holds half a surrogate pair at position 0, which is not a character"),
                arguments(
                        ANY_TEXT,
                        "\"x\\ude00\\ud83d\"",
                        "holds half a surrogate pair at position 1, which is not a character"),
                arguments(
                        JSON,
                        "{\"a\":[\"\\u0000\"]}",
                        "holds the character NUL at position 0, which PostgreSQL cannot store"),
                arguments(
                        JSON,
                        "{\"\\u0000\":1}",
                        "holds the character NUL at position 0, which PostgreSQL cannot store"),
                arguments(JSON, "[\"\\udc00\"]", "holds half a surrogate pair at position 0, which is not a character"),
                arguments(JSON, "1e131073", "holds a number that jsonb cannot keep: \"1E+131073\""),
                arguments(JSON, "1e-16384", "holds a number that jsonb cannot keep: \"1E-16384\""),
                arguments(
                        LIST, "[\"a\\u0000\"]", "holds the character NUL at position 1, which PostgreSQL cannot store"),
                // longer than the column
                arguments(SHORT_TEXT, "\"abcd\"", "has 4 characters, more than 3: \"abcd\""),
                arguments(ANY_TEXT, "{\"a\":1}", "is a structure where a single value belongs: \"{\"a\":1}\""),
                arguments(ANY_TEXT, "[1]", "is a structure where a single value belongs: \"[1]\""),
                arguments(UUID, "\"5f0c954e-7d3c-4c3b-9d1e\"", "is not a UUID"),
                arguments(UUID, "\"5f0c954g-7d3c-4c3b-9d1e-2f6a8b0c1d2e\"", "is not a UUID"),
                arguments(UUID, "7", "is not a UUID"),
                // numbers
                arguments(INT, "1.5", "is not a whole number: \"1.5\""),
                arguments(INT, "\"abc\"", "is not a whole number: \"abc\""),
                arguments(INT, "\"0x10\"", "is not a whole number: \"0x10\""),
                arguments(INT, "\"1,000\"", "is not a whole number: \"1,000\""),
                arguments(INT, "\"NaN\"", "is not a whole number: \"NaN\""),
                arguments(INT, "\"\u0661\"", "is not a whole number"),
                arguments(INT, "true", "is not a whole number: \"true\""),
                arguments(INT, "2147483648", "is outside -2147483648 to 2147483647: \"2147483648\""),
                arguments(INT, "1e99999", "is outside -2147483648 to 2147483647: \"1E+99999\""),
                arguments(BIGINT, "9223372036854775808", "is outside -9223372036854775808 to 9223372036854775807"),
                arguments(CONFIDENCE, "1.5", "is outside 0 to 1: \"1.5\""),
                arguments(CONFIDENCE, "-0.1", "is outside 0 to 1: \"-0.1\""),
                arguments(CONFIDENCE, "1.001", "is outside 0 to 1: \"1.001\""),
                arguments(CONFIDENCE, "12", "has more than 1 digits before the decimal point: \"12\""),
                arguments(CONFIDENCE, "\"Infinity\"", "is not a number: \"Infinity\""),
                arguments(CONFIDENCE, "\"NaN\"", "is not a number: \"NaN\""),
                arguments(CONFIDENCE, "\"1e400\"", "has more than 1 digits before the decimal point: \"1e400\""),
                arguments(
                        new FieldType.Decimal(3, 2, Optional.empty(), Optional.empty()),
                        "9.999",
                        "has more than 1 digits before the decimal point"),
                arguments(FLAG, "\"yes\"", "is neither true nor false: \"yes\""),
                arguments(FLAG, "1", "is neither true nor false: \"1\""),
                // choices are exact
                arguments(STATUS, "\"Running\"", "is not one of queued, running: \"Running\""),
                arguments(STATUS, "\"running \"", "is not one of queued, running: \"running \""),
                arguments(STATUS, "\"paused\"", "is not one of queued, running: \"paused\""),
                // JSON that does not parse never becomes {}
                arguments(JSON, "\"{not json\"", "is not valid JSON: \"{not json\""),
                arguments(JSON, "\"{'a':1}\"", "is not valid JSON"),
                arguments(JSON, "\"[1,]\"", "is not valid JSON"),
                arguments(JSON, "\"{} {}\"", "is not valid JSON"),
                arguments(JSON, "\"NaN\"", "is not valid JSON: \"NaN\""),
                arguments(JSON, "\"// c\\n1\"", "is not valid JSON: \"// c\\u000a1\""),
                arguments(LIST, "\"a,\\\"b\"", "has a quote that is not closed or not alone in its element"),
                arguments(LIST, "\"\\\"a\\\"b\"", "has a quote that is not closed or not alone in its element"),
                arguments(LIST, "[[1]]", "holds an element that is not text"),
                arguments(LIST, "[null]", "holds an element that is not text"),
                arguments(LIST, "{\"a\":1}", "is not a list"),
                arguments(LIST, "7", "is not a list"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(FieldType type, String wire, String reason) {
        assertThat(read(type, wire))
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.reason()).startsWith(reason));
    }

    @Test
    void blankIsNoValueForEveryTypeButText() {
        for (FieldType type : List.of(UUID, INT, CONFIDENCE, FLAG, JSON, LIST, STATUS, new FieldType.Inet())) {
            assertThat(read(type, "\"  \"")).as("%s", type).isEqualTo(Reading.of(FieldValue.empty()));
            assertThat(read(type, "null")).as("%s", type).isEqualTo(Reading.of(FieldValue.empty()));
        }
        assertThat(read(ANY_TEXT, "null")).isEqualTo(Reading.of(FieldValue.empty()));
    }

    @Test
    void deeplyNestedTextIsRefusedNotFollowed() {
        String deep = "[".repeat(100_000);

        assertThat(JsonText.readText(deep)).isInstanceOf(Reading.Bad.class);
        assertThat(JsonText.readText("[".repeat(200) + "]".repeat(200))).isInstanceOf(Reading.Value.class);
    }

    @Test
    void aMessageShowsAValueShortAndWithoutControlCharacters() {
        assertThat(read(INT, "\"" + "x".repeat(100) + "\""))
                .isEqualTo(new Reading.Bad("is not a whole number: \"" + "x".repeat(60) + "…\""));
        assertThat(read(INT, "\"\\u001b[31m\\u202e\""))
                .isEqualTo(new Reading.Bad("is not a whole number: \"\\u001b[31m\\u202e\""));
    }

    @Test
    void aChoiceFollowsItsTransitions() {
        FieldType.Choice status = new FieldType.Choice(
                List.of("queued", "running", "completed"),
                Map.of("queued", java.util.Set.of("running"), "running", java.util.Set.of("completed")));

        assertThat(status.allows("queued", "running")).isTrue();
        assertThat(status.allows("queued", "completed")).isFalse();
        assertThat(status.allows("completed", "queued")).isFalse();
        assertThat(status.allows("completed", "completed")).isTrue();
    }

    private static Reading read(FieldType type, String wire) {
        JsonNode node = JsonText.parse(wire).orElseThrow();
        return ValueReader.read(type, node, true);
    }

    private static FieldValue text(String value) {
        return new FieldValue.Text(value);
    }

    private static FieldValue number(String value) {
        return new FieldValue.Numeric(new BigDecimal(value));
    }

    private static FieldValue json(String canonical) {
        return new FieldValue.Json(canonical);
    }

    private static FieldValue list(String... values) {
        return new FieldValue.Listing(List.of(values));
    }
}
