package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is refused and never stored. Framing is in {@link BrokenFramingTest}. */
class MalformedRequestTest {
    private static final WebhookServer SERVER = WebhookServer.open();

    @AfterEach
    void nothingIsEverStored() {
        assertThat(SERVER.stored).isEmpty();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/jsonp"
            })
    void onlyJsonInUtf8IsReadFromSupabase(String contentType) throws IOException {
        Reply reply = SERVER.post("/webhooks/supabase", contentType, WebhookServer.EVENT);
        assertThat(reply.status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded; charset=utf-16"})
    void onlyJsonAndFormsAreReadFromZapier(String contentType) throws IOException {
        assertThat(SERVER.post("/webhooks/zapier/agent_jobs", contentType, "{}").status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "zstd", "gzip, identity"})
    void aCompressedBodyIsNotRead(String coding) throws IOException {
        Reply reply = WebhookServer.send(SERVER.request("/webhooks/supabase")
                .header("X-Webhook-Secret", WebhookServer.SUPABASE)
                .header("Content-Encoding", coding)
                .post(RequestBody.create(WebhookServer.EVENT, MediaType.get("application/json")))
                .build());
        assertThat(reply.status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"type\": \"INSERT\"",
                "{} x",
                "{}{}",
                "{} // c",
                "/* c */{}",
                "{\"a\":1,}",
                "[1,]",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{a:1}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"x\ny\"}",
                "\u0000{}",
                "{}\u0000",
                "{\"a\":\u0000}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00\"}",
                "7",
                "\"text\"",
                "null",
                "[]",
                "{}"
            })
    void textThatIsNoEventIsMalformed(String body) throws IOException {
        Reply reply = SERVER.postJson("/webhooks/supabase", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"errors\":[{\"field\":");
    }

    @ParameterizedTest
    @CsvSource({"c0af", "c080", "e08080", "f0808080", "eda080", "f4908080", "ff", "80", "c3"})
    void illFormedUtf8IsMalformed(String hex) throws IOException {
        String latin1 = WebhookServer.EVENT.replace(
                "\"k\"", "\"" + new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1) + "\"");
        Reply reply =
                SERVER.post("/webhooks/supabase", "application/json", latin1.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("UTF-8");
    }

    @Test
    void otherEncodingsAreNotGuessed() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            Reply reply = SERVER.post("/webhooks/supabase", "application/json", WebhookServer.EVENT.getBytes(charset));
            assertThat(reply.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {69, 1000, 100_000})
    void deepNestingIsMalformedOnBothSides(int depth) throws IOException {
        String deep = "{\"record_id\":" + SupabaseWebhookTest.nested(depth).substring(0, depth);
        assertThat(SERVER.postJson("/webhooks/supabase", deep).status()).isEqualTo(400);
        String limited = deep.substring(0, Math.min(deep.length(), 60_000));
        assertThat(SERVER.postJson("/webhooks/zapier/agent_jobs", limited).status())
                .isEqualTo(400);
        String quoted = "{\"new\":\"" + limited.replace("\"", "\\\"") + "\"}";
        assertThat(SERVER.postJson("/webhooks/zapier/agent_jobs", limited).status())
                .isEqualTo(400);
        assertThat(SERVER.postJson("/webhooks/zapier/agent_jobs", quoted).status())
                .isEqualTo(400);
    }

    @Test
    void aSyntaxErrorIsNamedByItsPlaceAndNotByContent() throws IOException {
        Reply reply = SERVER.postJson("/webhooks/zapier/agent_jobs", "{\"a\": 1,\n  \"b\": private-content}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("line 2").doesNotContain("private");
    }

    @Test
    void manyKeysLongKeysAndManyEventsAreRefusedOrPassedOver() throws IOException {
        StringBuilder keys = new StringBuilder("{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"agent_jobs\"");
        for (int i = 0; i < 100_000; i++) {
            keys.append(",\"k").append(i).append("\":1");
        }
        assertThat(SERVER.postJson("/webhooks/supabase", keys + "}").status()).isEqualTo(400);
        assertThat(SERVER.postJson("/webhooks/supabase", "{\"" + "k".repeat(1 << 20) + "\":1}")
                        .status())
                .isEqualTo(400);
        String events = (WebhookServer.EVENT + ",").repeat(10_000) + WebhookServer.EVENT;
        assertThat(SERVER.postJson("/webhooks/supabase", "[" + events + "]").status())
                .isEqualTo(400);
    }
}
