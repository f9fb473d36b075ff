package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZapierWebhookTest {
    private static final String R = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
    private static final String S = "01HZZZZZZZZZZZZZZZZZZZZZZ2";
    private static final String RECORD = "{\"id\":\"" + R + "\",\"edited_at\":\"2026-01-02T03:04:05Z\",";

    private final ZapierWebhook webhook = new ZapierWebhook(Mappings.JOBS);

    @ParameterizedTest
    @ValueSource(strings = {"record_id", "recordId", "Record ID", "RECORD-ID", "id", "ID"})
    void findsTheRecordUnderItsUsualNames(String name) {
        assertThat(json("{'" + name + "': ' " + R + " '}")).isEqualTo(record(R));
        assertThat(form(name.replace(' ', '+') + "=" + R)).isEqualTo(record(R));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'record_id':'%s','change_id':'c','changed_field_ids':[1],'old':null,'new':%s'data':{'f1':'a'}}}",
                "{'id':'01HXXXXXXXXXXXXXXXXXXXXXXX','old':{'id':'%s','data':{}},'new':%s'data':{'f1':'a'}}}",
                "[{'record_id':'%s','new':%s'data':{'f1':'a'}}}]",
                "{'record_id':'%s','new':%s'data__f1':'a'}}",
                "{'table_id':'01HTTTTTTTTTTTTTTTTTTTTTTT','record_id':'%s','new':%s'data':{'f1':'a'}}}"
            })
    void readsAChangesetHoweverItIsNested(String template) {
        assertThat(json(template.formatted(R, RECORD.replace('"', '\'')))).isEqualTo(shown("{\"f1\":\"a\"}"));
    }

    @Test
    void readsABareRecordAndOneInsideJsonText() {
        String bare = RECORD + "\"data\":{\"f1\":\"a\"}}";
        assertThat(parse(bare, false)).isEqualTo(shown("{\"f1\":\"a\"}"));
        String quoted = "\"" + bare.replace("\"", "\\\"") + "\"";
        assertThat(parse(quoted, false)).isEqualTo(shown("{\"f1\":\"a\"}"));
        assertThat(parse("[" + quoted + "]", false)).isEqualTo(shown("{\"f1\":\"a\"}"));
        assertThat(parse("{\"record_id\":\"" + R + "\",\"new\":" + quoted + "}", false))
                .isEqualTo(shown("{\"f1\":\"a\"}"));
        assertThat(parse(bare, true)).as("JSON under the type of a form").isEqualTo(shown("{\"f1\":\"a\"}"));
    }

    @Test
    void rebuildsFlatNamesWithUnderscoresOrBrackets() {
        Parsed expected = shown("{\"f1\":\"42\",\"f3\":{\"value\":\"v\",\"label\":\"L\"}}");
        assertThat(json("{'record_id':'" + R + "','new__edited_at':'2026-01-02T03:04:05Z','new__data__f1':'42',"
                        + "'new__data__f3':'L','new__data__f3__value':'v','new__data__f3__label':'L'}"))
                .isEqualTo(expected);
        assertThat(form("record_id=" + R + "&new%5Bedited_at%5D=2026-01-02T03%3A04%3A05Z&new[data][f1]=42"
                        + "&new[data][f3][value]=v&new[data][f3][label]=L&new[data][f3]=L"))
                .isEqualTo(expected);
    }

    @Test
    void keepsValuesAsTheyCameAndNumbersExact() {
        assertThat(
                        json(
                                "{'record_id':'" + R + "','new':" + RECORD.replace('"', '\'')
                                        + "'data':{'f1':12345678901234567890.10,'f2':'True','f3':9007199254740993,'f4':null,'f5':''}}}"))
                .isEqualTo(shown("{\"f1\":12345678901234567890.10,\"f2\":\"True\",\"f3\":9007199254740993,"
                        + "\"f4\":null,\"f5\":\"\"}"));
        assertThat(form("record_id=" + R + "&new__edited_at=2026-01-02T03:04:05Z&new__data__f1=a+b%26%C3%A9"
                        + "&new__data__f2[]=x&new__data__f2[]=y"))
                .isEqualTo(shown("{\"f1\":\"a b&é\",\"f2\":[\"x\",\"y\"]}"));
    }

    @Test
    void aDeletionIsAHintAsWell() {
        assertThat(json("{'record_id':'" + R + "','old':" + RECORD.replace('"', '\'') + "'data':{}},'new':null}"))
                .isEqualTo(record(R));
        assertThat(json("{'old__id':'" + R + "','old__data__f1':'a','new':''}")).isEqualTo(record(R));
        assertThat(json("{'new':" + RECORD.replace('"', '\'') + "'deleted_at':'2026-01-03T00:00:00Z','data':{}}}"))
                .isEqualTo(new Parsed.Hints(List.of(new Hint.ZapierRecord(
                        "agent_jobs",
                        R,
                        Optional.of(RECORD + "\"deleted_at\":\"2026-01-03T00:00:00Z\",\"data\":{}}")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'data':{'f1':'a'}",
                "'new':{'data':{'f1':'a'}}",
                "'new':{'edited_at':'2026-01-02T03:04:05Z'}",
                "'new':{'edited_at':'2026-01-02T03:04:05Z','data':'text'}",
                "'new':{'edited_at':1767323045,'data':{'f1':'a'}}",
                "'new':{'id':'01HXXXXXXXXXXXXXXXXXXXXXXX','edited_at':'2026-01-02T03:04:05Z','data':{}}",
                "'new':{'edited_at':'2026-01-02T03:04:05Z','data':{'f1':'\\u0000'}}",
                "'new':{'edited_at':'2026-01-02T03:04:05Z','data':{'f1':'\\ud800'}}"
            })
    void showsNoRecordThatIsIncompleteAnotherOneOrCannotBeStored(String members) {
        assertThat(json("{'record_id':'" + R + "'," + members + "}")).isEqualTo(record(R));
    }

    @ParameterizedTest
    @CsvSource({"id,abc", "Row Key,k-1", "ROW_KEY,k-1", "id,00000000-0000-4000-8000-000000000001"})
    void takesTheMappingsOwnKeyWhereNoRecordIsNamed(String name, String key) {
        assertThat(json("{'" + name + "':'" + key + "','Email':'a@b'}"))
                .isEqualTo(new Parsed.Hints(List.of(new Hint.ZapierKey("agent_jobs", key))));
    }

    @Test
    void takesANumberAsKeyAndPrefersTheRecordId() {
        assertThat(json("{'id': 42}")).isEqualTo(new Parsed.Hints(List.of(new Hint.ZapierKey("agent_jobs", "42"))));
        assertThat(json("{'id': 'abc', 'record_id': '" + R + "'}")).isEqualTo(record(R));
        assertThat(json("{'id': 'abc', 'record_id': ''}"))
                .isEqualTo(new Parsed.Hints(List.of(new Hint.ZapierKey("agent_jobs", "abc"))));
    }

    @Test
    void anAppendOnlyMappingHasNoKeyToNameARecordBy() {
        ZapierWebhook audit = new ZapierWebhook(Mappings.AUDIT);
        assertThat(audit.parse("{\"id\":\"7\"}".getBytes(StandardCharsets.UTF_8), false))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void takesEveryEventOfAnArrayOrNone() {
        assertThat(json("[{'record_id':'" + R + "'},{'id':'" + S + "'},{'record_id':'" + R + "'}]"))
                .isEqualTo(new Parsed.Hints(List.of(plain(R), plain(S))));
        assertThat(json("[{'record_id':'" + R + "'},{'record_id':'no'}]"))
                .isEqualTo(Parsed.Malformed.of("[1].record_id", "'no' is not a record id: 26 characters of A-Z, 0-9"));
        assertThat(json("[" + String.join(",", Collections.nCopies(1001, "{'id':1}")) + "]"))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t "})
    void ignoresAnEmptyBodySinceEditorsTestTheAddressWithIt(String body) {
        assertThat(parse(body, false)).isInstanceOf(Parsed.Ignored.class);
        assertThat(parse(body, true)).isInstanceOf(Parsed.Ignored.class);
    }

    @Test
    void saysWhatItLookedForWhereNoRecordIsNamed() {
        for (String body : List.of("{}", "{'Email':'a@b'}", "{'id':null}", "{'id':true}", "{'record_id':[]}")) {
            assertThat(json(body)).isInstanceOfSatisfying(Parsed.Malformed.class, malformed -> {
                assertThat(malformed.errors()).hasSize(1);
                assertThat(malformed.errors().getFirst().message()).contains("record_id", "Record ID", "new.id");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "null",
                "'text'",
                "{'id':'a'} x",
                "{'id':'a',}",
                "{'id':'a'}{'id':'b'}",
                "{'id':NaN}",
                "/* c */ {'id':'a'}",
                "{'id':'a'",
                "{'id':'\\ud800'}",
                "{'id':'\\u0000'}",
                "{id:'a'}"
            })
    void refusesWhatIsNoEventOrNoJson(String body) {
        assertThat(json(body)).isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=%", "id=%4", "id=%zz", "id=%ff", "%C0%AF=1"})
    void refusesABrokenForm(String body) {
        assertThat(form(body)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void refusesFlatNamesThatNestDeeperThanJsonMay() {
        assertThat(form("record_id=" + R + "&new" + "__a".repeat(10_000) + "=1"))
                .isInstanceOf(Parsed.Malformed.class);
        assertThat(form("record_id=" + R + "&new" + "[a]".repeat(10_000) + "=1"))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void showsNoMoreThanFortyCharactersOfAWrongId() {
        assertThat(json("{'record_id':'" + "secret-".repeat(50) + "'}"))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class,
                        malformed -> assertThat(malformed.errors().getFirst().message())
                                .hasSizeLessThan(100));
    }

    @Test
    void aHintPrintsNoContent() {
        assertThat(shown("{\"f1\":\"private\"}").toString()).doesNotContain("private");
    }

    private static Parsed shown(String data) {
        return new Parsed.Hints(
                List.of(new Hint.ZapierRecord("agent_jobs", R, Optional.of(RECORD + "\"data\":" + data + "}"))));
    }

    private static Parsed record(String id) {
        return new Parsed.Hints(List.of(plain(id)));
    }

    private static Hint plain(String id) {
        return new Hint.ZapierRecord("agent_jobs", id, Optional.empty());
    }

    /** JSON with single quotes for double ones. */
    private Parsed json(String body) {
        return parse(body.replace('\'', '"'), false);
    }

    private Parsed form(String body) {
        return parse(body, true);
    }

    private Parsed parse(String body, boolean isForm) {
        return webhook.parse(body.getBytes(StandardCharsets.UTF_8), isForm);
    }
}
