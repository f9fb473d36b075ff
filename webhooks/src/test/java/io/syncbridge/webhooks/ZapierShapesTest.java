package io.syncbridge.webhooks;

import static io.syncbridge.webhooks.ZapierBodies.R;
import static io.syncbridge.webhooks.ZapierBodies.RECORD;
import static io.syncbridge.webhooks.ZapierBodies.form;
import static io.syncbridge.webhooks.ZapierBodies.json;
import static io.syncbridge.webhooks.ZapierBodies.parse;
import static io.syncbridge.webhooks.ZapierBodies.record;
import static io.syncbridge.webhooks.ZapierBodies.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the record looked like, however the event was written. */
class ZapierShapesTest {
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

    /** Found by fuzzing: a flat name as deep as may be, and a value that nests once more. */
    @Test
    void refusesFlatNamesThatNestDeeperThanJsonMayWithWhatTheyHold() {
        String name = "data" + "[x]".repeat(StrictJson.MAX_DEPTH - 1);
        String body = "id=" + R + "&edited_at=2026-01-01T00:00:00Z&" + name + "=";
        assertThat(parse(body + "x", true)).isInstanceOf(Parsed.Hints.class);
        assertThat(parse(body + "{}", true)).isInstanceOf(Parsed.Malformed.class);
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

    @Test
    void refusesFlatNamesThatNestDeeperThanJsonMay() {
        assertThat(form("record_id=" + R + "&new" + "__a".repeat(10_000) + "=1"))
                .isInstanceOf(Parsed.Malformed.class);
        assertThat(form("record_id=" + R + "&new" + "[a]".repeat(10_000) + "=1"))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void aHintPrintsNoContent() {
        assertThat(shown("{\"f1\":\"private\"}").toString()).doesNotContain("private");
    }
}
