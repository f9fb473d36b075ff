package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAuthenticationTest {
    private static final WebhookServer SERVER = WebhookServer.open();

    @BeforeEach
    void forget() {
        SERVER.stored.clear();
        SERVER.counted.clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
    void letsInWhoeverBearsTheSecret(String scheme) throws IOException {
        assertThat(post(event().header("Authorization", scheme + WebhookServer.SUPABASE))
                        .status())
                .isEqualTo(202);
        assertThat(SERVER.hints()).hasSize(1);
    }

    @Test
    void letsInWhoeverHasTheSecretInItsOwnHeaderWhateverAuthorizationHolds() throws IOException {
        assertThat(post(event().header("X-Webhook-Secret", WebhookServer.SUPABASE))
                        .status())
                .isEqualTo(202);
        assertThat(post(event().header("X-Webhook-Secret", WebhookServer.SUPABASE)
                                .header("Authorization", "Bearer a-key-that-Supabase-adds"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void answersEveryWrongOrMissingSecretAlikeAndStoresNothing() throws IOException {
        List<Request.Builder> wrong = List.of(
                event(),
                event().header("Authorization", ""),
                event().header("Authorization", "Bearer "),
                event().header("Authorization", "Bearer wrong"),
                event().header("Authorization", WebhookServer.SUPABASE),
                event().header("Authorization", "Basic " + WebhookServer.SUPABASE),
                event().header("Authorization", "Bearer " + WebhookServer.SUPABASE + "x"),
                event().header("Authorization", "Bearer " + WebhookServer.SUPABASE.toUpperCase(Locale.ROOT)),
                event().header("Authorization", "Bearer " + WebhookServer.ZAPIER),
                event().header("X-Webhook-Secret", ""),
                event().header("X-Webhook-Secret", "wrong"),
                event().header("X-Webhook-Secret", "x".repeat(5000)),
                event().header("X-Webhook-Secret", WebhookServer.SUPABASE)
                        .addHeader("X-Webhook-Secret", WebhookServer.SUPABASE),
                event().header("Authorization", "Bearer " + WebhookServer.SUPABASE)
                        .addHeader("Authorization", "Bearer wrong"),
                SERVER.request(
                        "/webhooks/supabase?secret=" + WebhookServer.SUPABASE + "&token=" + WebhookServer.SUPABASE));
        Set<String> bodies = new HashSet<>();
        for (Request.Builder request : wrong) {
            Reply reply = post(request);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            bodies.add(reply.body());
        }
        assertThat(bodies).hasSize(1);
        assertThat(SERVER.stored).isEmpty();
        assertThat(SERVER.counted).hasSize(wrong.size()).containsOnly("SUPABASE unknown 401");
    }

    /** Jetty's cache of header lines ignores case by default; found by this test. */
    @Test
    void aSecretInOtherLettersIsWrongAlsoAfterARightOneOnTheSameConnection() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(post(event().header("X-Webhook-Secret", WebhookServer.SUPABASE))
                            .status())
                    .isEqualTo(202);
            assertThat(post(event().header("X-Webhook-Secret", WebhookServer.SUPABASE.toUpperCase(Locale.ROOT)))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesAStrangerBeforeReadingTheBody() throws IOException {
        String answer = RawRequest.send(
                SERVER.port(),
                String.join(
                        "\r\n",
                        "POST /webhooks/supabase HTTP/1.1",
                        "Host: bridge",
                        "Connection: close",
                        "Content-Length: 1000000",
                        "Expect: 100-continue",
                        "\r\n"));
        assertThat(RawRequest.status(answer)).isEqualTo(401);
        assertThat(answer).doesNotContain("100 Continue");
    }

    @Test
    void takesTheOldSecretOnlyUntilItIsTakenAway() throws IOException {
        Secret old = Secret.of("the-old-secret");
        List<Secret> during = List.of(old, WebhookServer.SUPABASE_SECRET);
        WebhookSecurity rotating = WebhookSecurity.of(Map.of(Side.SUPABASE, during, Side.ZAPIER, List.of(old)), false);
        try (WebhookServer server =
                new WebhookServer(rotating, new WebhookLimits(1000, 1000, Duration.ofSeconds(30)))) {
            for (String secret : List.of("the-old-secret", WebhookServer.SUPABASE)) {
                Request.Builder request = server.request("/webhooks/supabase").header("X-Webhook-Secret", secret);
                assertThat(post(request).status()).isEqualTo(202);
            }
        }
        assertThat(post(event().header("X-Webhook-Secret", "the-old-secret")).status())
                .isEqualTo(401);
    }

    @Test
    void anEndpointWithoutASecretDoesNotExist() {
        WebhookSecurity one = WebhookSecurity.of(Map.of(Side.SUPABASE, List.of(WebhookServer.SUPABASE_SECRET)), false);
        assertThatThrownBy(() -> new WebhookServer(one, WebhookLimits.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ZAPIER_WEBHOOK_SECRET");
    }

    @Test
    void asksNobodyWhereThatWasAskedFor() throws IOException {
        try (WebhookServer server = new WebhookServer(WebhookSecurity.insecure(), WebhookLimits.defaults())) {
            assertThat(post(server.request("/webhooks/supabase")).status()).isEqualTo(202);
        }
    }

    @Test
    void aSecretNeverPrintsItself() {
        assertThat(WebhookServer.SECURITY.toString()).doesNotContain(WebhookServer.SUPABASE, WebhookServer.ZAPIER);
        for (String bad : List.of("", " secret", "se\ncret", "sécret", "whsec_", "whsec_#secret#")) {
            assertThatThrownBy(() -> Secret.of(bad))
                    .hasMessageNotContaining("cret#")
                    .hasNoCause();
        }
    }

    private static Request.Builder event() {
        return SERVER.request("/webhooks/supabase");
    }

    private static Reply post(Request.Builder request) throws IOException {
        return WebhookServer.send(
                request.post(RequestBody.create(WebhookServer.EVENT, MediaType.get("application/json")))
                        .build());
    }
}
