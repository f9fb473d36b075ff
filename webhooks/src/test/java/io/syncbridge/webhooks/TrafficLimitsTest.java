package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;

/** What many requests, or a slow one, may take. */
class TrafficLimitsTest {
    @Test
    void aSourceBeyondItsShareIsToldWhenToComeAgainAndThenLetIn() throws IOException {
        try (WebhookServer server = limited(new TrafficLimits(3, 10, Duration.ofSeconds(10), Set.of()))) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.postJson("/webhooks/supabase", WebhookServer.EVENT)
                                .status())
                        .isEqualTo(202);
            }
            Reply refused = server.postJson("/webhooks/supabase", WebhookServer.EVENT);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(server.stored).hasSize(3);
            assertThat(server.counted.getLast()).isEqualTo("SUPABASE unknown 429");

            server.now = server.now.plusMillis(400);
            assertThat(server.postJson("/webhooks/supabase", WebhookServer.EVENT)
                            .status())
                    .isEqualTo(202);
            assertThat(server.postJson("/webhooks/supabase", WebhookServer.EVENT)
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void wrongSecretsAreLimitedToo() throws IOException {
        try (WebhookServer server = limited(new TrafficLimits(1, 10, Duration.ofSeconds(10), Set.of()))) {
            assertThat(stranger(server, "")).isEqualTo(401);
            assertThat(stranger(server, "")).isEqualTo(429);
        }
    }

    @Test
    void aForwardedAddressCountsOnlyFromAConfiguredProxy() throws IOException {
        try (WebhookServer server = limited(new TrafficLimits(1, 10, Duration.ofSeconds(10), Set.of("127.0.0.1")))) {
            assertThat(stranger(server, "203.0.113.7")).isEqualTo(401);
            assertThat(stranger(server, "203.0.113.7")).isEqualTo(429);
            assertThat(stranger(server, "203.0.113.8, 127.0.0.1")).isEqualTo(401);
            assertThat(stranger(server, "made.up, 203.0.113.8")).isEqualTo(429);
            assertThat(stranger(server, "")).isEqualTo(401);
        }
        try (WebhookServer server = limited(new TrafficLimits(1, 10, Duration.ofSeconds(10), Set.of()))) {
            assertThat(stranger(server, "203.0.113.7")).isEqualTo(401);
            assertThat(stranger(server, "203.0.113.8")).isEqualTo(429);
        }
    }

    @Test
    void whoeverTricklesHeadersIsHungUpOnAlthoughNeverSilent() throws IOException {
        TrafficLimits hasty = new TrafficLimits(10, 10, Duration.ofMillis(300), Set.of());
        try (WebhookServer server = limited(hasty)) {
            assertThat(hangsUp(server, RawRequest.head("/webhooks/supabase") + "X-Slow: ", "x"))
                    .isTrue();
            assertThat(server.stored).isEmpty();
            assertThat(server.postJson("/webhooks/supabase", WebhookServer.EVENT)
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void whoeverTricklesABodyIsHungUpOn() throws IOException {
        WebhookLimits limits = new WebhookLimits(
                1000, 1000, Duration.ofMillis(200), new TrafficLimits(10, 10, Duration.ofMillis(200), Set.of()));
        try (WebhookServer server = new WebhookServer(WebhookServer.SECURITY, limits)) {
            String head = RawRequest.head("/webhooks/supabase") + "Content-Length: 900\r\n\r\n{";
            assertThat(hangsUp(server, head, " ")).isTrue();
            assertThat(server.stored).isEmpty();
        }
    }

    @Test
    void aConnectionTooManyWaitsUntilAnotherIsClosed() throws IOException {
        try (WebhookServer server = limited(new TrafficLimits(10, 2, Duration.ofSeconds(1), Set.of()));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            slow.getOutputStream().write("POST ".getBytes(StandardCharsets.US_ASCII));
            // These two keep all places until they are hung up on; the third is served then.
            String answer = RawRequest.send(
                    server.port(),
                    RawRequest.head("/webhooks/supabase") + "Content-Length: " + WebhookServer.EVENT.length()
                            + "\r\n\r\n" + WebhookServer.EVENT);
            assertThat(RawRequest.status(answer)).isEqualTo(202);
            silent.setSoTimeout(5000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static WebhookServer limited(TrafficLimits traffic) {
        return new WebhookServer(
                WebhookServer.SECURITY, WebhookLimits.defaults().with(traffic));
    }

    private static int stranger(WebhookServer server, String forwardedFor) throws IOException {
        return WebhookServer.send(server.request("/webhooks/zapier/agent_jobs")
                        .header("X-Webhook-Secret", "wrong")
                        .header("X-Forwarded-For", forwardedFor)
                        .post(RequestBody.create("{}", MediaType.get("application/json")))
                        .build())
                .status();
    }

    /** Sends one byte after the other until the server ends the connection. */
    private static boolean hangsUp(WebhookServer server, String begin, String more) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            Eventually.until("the server hangs up", () -> {
                try {
                    out.write(more.getBytes(StandardCharsets.US_ASCII));
                    return false;
                } catch (IOException ended) {
                    return true;
                }
            });
            return true;
        }
    }
}
