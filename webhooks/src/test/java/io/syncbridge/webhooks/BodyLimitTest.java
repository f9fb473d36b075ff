package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a body may hold and how long it may take. */
class BodyLimitTest {
    private static final WebhookServer SERVER = WebhookServer.open();

    @AfterEach
    void nothingIsEverStored() {
        assertThat(SERVER.stored).isEmpty();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aBodyOverTheLimitIsTooLargeWithAndWithoutAnAnnouncedLength() throws IOException {
        byte[] large = new byte[(64 << 10) + 1];
        assertThat(SERVER.post("/webhooks/zapier/agent_jobs", "application/json", large)
                        .status())
                .isEqualTo(413);
        Reply chunked = WebhookServer.send(SERVER.request("/webhooks/zapier/agent_jobs")
                .header("X-Webhook-Secret", WebhookServer.ZAPIER)
                .post(chunked(large))
                .build());
        assertThat(chunked.status()).isEqualTo(413);
    }

    @Test
    void aBodyThatTakesTooLongIsToldSo() throws IOException {
        WebhookLimits limits = new WebhookLimits(1000, 1000, Duration.ofNanos(1));
        try (WebhookServer server = new WebhookServer(WebhookServer.SECURITY, limits)) {
            server.clockStep = Duration.ofSeconds(1);
            assertThat(server.postJson("/webhooks/supabase", WebhookServer.EVENT)
                            .status())
                    .isEqualTo(408);
            assertThat(server.stored).isEmpty();
        }
    }

    static RequestBody chunked(byte[] body) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/json");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(body);
            }
        };
    }
}
