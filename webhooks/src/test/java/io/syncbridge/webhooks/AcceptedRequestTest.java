package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusual requests that are nevertheless right. */
class AcceptedRequestTest {
    private final WebhookServer server = WebhookServer.open();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/vnd.x+json"
            })
    void jsonByAnyOfItsNamesOrByNone(String contentType) throws IOException {
        assertThat(server.post("/webhooks/supabase", contentType, WebhookServer.EVENT)
                        .status())
                .isEqualTo(202);
        assertThat(server.hints()).hasSize(1);
    }

    @Test
    void aByteOrderMarkAndUnusualText() throws IOException {
        String event =
                "\ufeff" + WebhookServer.EVENT.replace("\"k\"", "\"k\", \"t\": \"\ud83d\ude80\u202e\u2028<b>'--%s\"");
        assertThat(server.postJson("/webhooks/supabase", event).status()).isEqualTo(202);
    }

    @Test
    void aBodyOverOneMebibyteThatAsksFirst() throws IOException {
        String event = large();
        String head = RawRequest.head("/webhooks/supabase") + "Content-Length: " + event.length()
                + "\r\nExpect: 100-continue\r\n\r\n";
        String answer = RawRequest.send(server.port(), head + event);
        assertThat(answer).startsWith("HTTP/1.1 100 Continue");
        assertThat(RawRequest.status(answer)).isEqualTo(202);
        Reply reply = WebhookServer.send(server.request("/webhooks/supabase")
                .header("X-Webhook-Secret", WebhookServer.SUPABASE)
                .header("Expect", "100-continue")
                .post(RequestBody.create(event, MediaType.get("application/json")))
                .build());
        assertThat(reply.status()).isEqualTo(202);
    }

    @Test
    void aBodyTooLargeIsToldBeforeItIsSent() throws IOException {
        String answer = RawRequest.send(
                server.port(),
                RawRequest.head("/webhooks/supabase") + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    @Test
    void aBodyInChunks() throws IOException {
        Reply reply = WebhookServer.send(server.request("/webhooks/supabase")
                .header("X-Webhook-Secret", WebhookServer.SUPABASE)
                .post(BodyLimitTest.chunked(large().getBytes(StandardCharsets.UTF_8)))
                .build());
        assertThat(reply.status()).isEqualTo(202);
    }

    private static String large() {
        return WebhookServer.EVENT.replace("\"k\"", "\"k\", \"t\": \"" + "x".repeat(2 << 20) + "\"");
    }
}
