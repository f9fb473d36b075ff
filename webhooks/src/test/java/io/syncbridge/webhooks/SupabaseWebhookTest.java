package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupabaseWebhookTest {
    private final SupabaseWebhook webhook = new SupabaseWebhook(Mappings.ALL);

    @ParameterizedTest
    @CsvSource({"INSERT,record", "DELETE,old_record"})
    void takesTheKeyFromTheRowThatIsThere(String type, String field) {
        assertThat(parse(event(type, "\"" + field + "\": {\"id\": \"k1\"}"))).isEqualTo(row("k1"));
    }

    @Test
    void givesOneHintWhereAnUpdateLeftTheKeyAndTwoWhereItChangedIt() {
        assertThat(parse(event("UPDATE", "\"record\": {\"id\": \"a\"}, \"old_record\": {\"id\": \"a\"}")))
                .isEqualTo(row("a"));
        assertThat(parse(event("UPDATE", "\"record\": {\"id\": \"new\"}, \"old_record\": {\"id\": \"old\"}")))
                .isEqualTo(row("old", "new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "1.10", "0", "-1", "12345678901234567890.1234567890", "1e3"})
    void keepsTheDigitsOfANumericKeyAsWritten(String digits) {
        assertThat(parse(event("INSERT", "\"record\": {\"id\": " + digits + "}")))
                .isEqualTo(row(digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"id\": null",
                "\"id\": {\"a\": 1}",
                "\"id\": [1]",
                "\"id\": true",
                "\"id\": \"\\u0000\"",
                "\"id\": \"\\ud800\""
            })
    void namesTheKeyThatIsMissingOrNoKey(String member) {
        assertThat(fields(parse(event("INSERT", "\"record\": {" + member + "}"))))
                .containsExactly("record.id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"table\": \"agent_jobs\", \"schema\": \"public\"} | type",
                "{\"type\": 1, \"table\": \"agent_jobs\", \"schema\": \"public\"} | type",
                "{\"type\": \"TRUNCATE\", \"table\": \"agent_jobs\", \"schema\": \"public\"} | type",
                "{\"type\": \"INSERT\", \"schema\": \"public\"} | table",
                "{\"type\": \"INSERT\", \"table\": \"agent_jobs\"} | schema",
                "{\"type\": \"INSERT\", \"table\": \"agent_jobs\", \"schema\": \"public\"} | record",
                "{\"type\": \"INSERT\", \"table\": \"agent_jobs\", \"schema\": \"public\", \"record\": []} | record",
                "{\"type\": \"DELETE\", \"table\": \"agent_jobs\", \"schema\": \"public\", \"old_record\": null} | old_record",
                "[] | body",
                "7 | body",
                "\"text\" | body",
                "null | body",
                "[3] | [0]"
            })
    void namesThePartThatIsMissingOrIllTyped(String body, String field) {
        assertThat(fields(parse(body))).containsExactly(field);
    }

    @Test
    void ignoresOtherSchemasUnmappedTablesAndAppendOnlyOnes() {
        assertThat(parse("{\"type\":\"INSERT\",\"schema\":\"other\",\"table\":\"agent_jobs\",\"record\":{}}"))
                .isInstanceOf(Parsed.Ignored.class);
        assertThat(parse("{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"elsewhere\",\"record\":{}}"))
                .isInstanceOf(Parsed.Ignored.class);
        assertThat(parse("{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"audit_log\",\"record\":{}}"))
                .isInstanceOf(Parsed.Ignored.class);
    }

    @Test
    void takesAllEventsOfAnArrayOrNone() {
        String good = event("INSERT", "\"record\": {\"id\": \"a\"}");
        String bad = event("INSERT", "\"record\": {\"id\": null}");
        assertThat(parse("[" + good + "," + good.replace("\"a\"", "\"b\"") + "," + good + "]"))
                .isEqualTo(row("a", "b"));
        assertThat(fields(parse("[" + good + "," + bad + "]"))).containsExactly("[1].record.id");
        assertThat(parse("[" + String.join(",", Collections.nCopies(1000, good)) + "]"))
                .isEqualTo(row("a"));
        assertThat(parse("[" + String.join(",", Collections.nCopies(1001, good)) + "]"))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void letsTheLastOfDuplicateKeysWin() {
        assertThat(parse(event("INSERT", "\"record\": {\"id\": \"a\"}, \"record\": {\"id\": \"b\", \"id\": \"c\"}")))
                .isEqualTo(row("c"));
    }

    @Test
    void takesAColumnNestedSixtyFourDeepAndRefusesDeeperBodies() {
        assertThat(parse("[" + event("INSERT", "\"record\": {\"id\": \"a\", \"j\": " + nested(64) + "}") + "]"))
                .isEqualTo(row("a"));
        Stream.of(70, 1000, 100_000)
                .forEach(depth -> assertThat(fields(
                                parse(event("INSERT", "\"record\": {\"id\": \"a\", \"j\": " + nested(depth) + "}"))))
                        .containsExactly("body"));
    }

    @Test
    void takesAsManyDigitsAsPostgresHas() {
        String digits = "1" + "0".repeat(147_000);
        assertThat(parse(event("INSERT", "\"record\": {\"n\": " + digits + ", \"id\": \"a\"}")))
                .isEqualTo(row("a"));
    }

    static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String event(String type, String members) {
        return "{\"type\": \"" + type + "\", \"table\": \"agent_jobs\", " + members + ", \"schema\": \"public\"}";
    }

    private Parsed parse(String body) {
        return webhook.parse(body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Parsed row(String... keys) {
        return new Parsed.Hints(Stream.of(keys)
                .<Hint>map(key -> new Hint.SupabaseRow("agent_jobs", key))
                .toList());
    }

    private static List<String> fields(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Malformed.class);
        return ((Parsed.Malformed) parsed)
                .errors().stream().map(FieldError::field).toList();
    }
}
