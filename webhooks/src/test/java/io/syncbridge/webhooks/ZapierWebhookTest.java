package io.syncbridge.webhooks;

import static io.syncbridge.webhooks.ZapierBodies.R;
import static io.syncbridge.webhooks.ZapierBodies.S;
import static io.syncbridge.webhooks.ZapierBodies.form;
import static io.syncbridge.webhooks.ZapierBodies.json;
import static io.syncbridge.webhooks.ZapierBodies.parse;
import static io.syncbridge.webhooks.ZapierBodies.plain;
import static io.syncbridge.webhooks.ZapierBodies.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which record a request names, or why none. */
class ZapierWebhookTest {
    @ParameterizedTest
    @ValueSource(strings = {"record_id", "recordId", "Record ID", "RECORD-ID", "id", "ID"})
    void findsTheRecordUnderItsUsualNames(String name) {
        assertThat(json("{'" + name + "': ' " + R + " '}")).isEqualTo(record(R));
        assertThat(form(name.replace(' ', '+') + "=" + R)).isEqualTo(record(R));
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
                "{'id':1e12345678901234567890}",
                "\ufeff",
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
    void showsNoMoreThanFortyCharactersOfAWrongId() {
        assertThat(json("{'record_id':'" + "secret-".repeat(50) + "'}"))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class,
                        malformed -> assertThat(malformed.errors().getFirst().message())
                                .hasSizeLessThan(100));
    }
}
