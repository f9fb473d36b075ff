package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final String BODY = WebhookServer.EVENT;
    private static final Secret SECRET = WebhookServer.SUPABASE_SECRET;

    private final WebhookServer server = WebhookServer.open();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void signsAsThePublishedExampleOfStandardWebhooksDoes() {
        byte[] signature = SignatureVerifier.sign(
                Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
        assertThat(Base64.getEncoder().encodeToString(signature))
                .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSignatureIsEnoughAndOneOfTwentyMayBeRight() throws IOException {
        assertThat(send("m1", now(), sign("m1", now(), BODY)).status()).isEqualTo(202);
        String wrong = sign("m2", now(), "another body") + " ";
        assertThat(send("m2", now(), "v2,abc v1a,def " + wrong.repeat(19) + sign("m2", now(), BODY))
                        .status())
                .isEqualTo(202);
        assertThat(server.stored).hasSize(2);
    }

    @Test
    void aWrongSignatureIsWrongEvenWithTheRightSecretBesideIt() throws IOException {
        for (String signature : List.of(
                sign("m", now(), BODY + " "),
                sign("m", now(), BODY.replace(": ", ":")),
                sign("other", now(), BODY),
                sign("m", now() + 1, BODY),
                "v2," + sign("m", now(), BODY).substring(3))) {
            Request request = signed("m", Long.toString(now()), signature)
                    .header("X-Webhook-Secret", WebhookServer.SUPABASE)
                    .build();
            assertThat(WebhookServer.send(request).status()).isEqualTo(401);
        }
        assertThat(server.stored).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-301,401", "-300,202", "300,202", "301,401", "-31536000,401"})
    void timeMayBeOffByFiveMinutesBothWays(long seconds, int status) throws IOException {
        long time = now() + seconds;
        assertThat(send("m", time, sign("m", time, BODY)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m.1 | 1767323045 | v1,{right} | webhook-id",
                "m m | 1767323045 | v1,{right} | webhook-id",
                "m | soon | v1,{right} | webhook-timestamp",
                "m | -1 | v1,{right} | webhook-timestamp",
                "m | 1767323045.5 | v1,{right} | webhook-timestamp",
                "m | 99999999999999999999 | v1,{right} | webhook-timestamp",
                "m | 1767323045 | {right} | webhook-signature",
                "m | 1767323045 | v1,*** | webhook-signature",
                "m | 1767323045 | v1,c2hvcnQ= | webhook-signature",
                "m | 1767323045 | v1,{right} v1 | webhook-signature"
            })
    void headersThatAreNoSignatureAreNamed(String id, String time, String signature, String field) throws IOException {
        String right = sign("m", now(), BODY).substring(3);
        Reply reply = WebhookServer.send(
                signed(id, time, signature.replace("{right}", right)).build());
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"field\":\"" + field + "\"");
        assertThat(server.stored).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp"})
    void aSignatureWithoutItsOtherHeadersOrWithOneTwiceIsMalformed(String header) throws IOException {
        Request.Builder request = signed("m", Long.toString(now()), sign("m", now(), BODY));
        assertThat(WebhookServer.send(request.build()
                                .newBuilder()
                                .addHeader(header, "m")
                                .build())
                        .status())
                .isEqualTo(400);
        assertThat(WebhookServer.send(request.removeHeader(header).build()).status())
                .isEqualTo(400);
    }

    @Test
    void aStaticSecretIsNotEnoughWhereSignaturesAreRequired() throws IOException {
        try (WebhookServer strict = new WebhookServer(WebhookServer.security(true), WebhookLimits.defaults())) {
            assertThat(strict.postJson("/webhooks/supabase", BODY).status()).isEqualTo(401);
            Request request = signed(strict, "m", Long.toString(now()), sign("m", now(), BODY))
                    .build();
            assertThat(WebhookServer.send(request).status()).isEqualTo(202);
        }
    }

    @Test
    void aKeyInStandardWebhooksFormWorksForSignaturesAndAsAStaticSecret() throws IOException {
        Secret secret =
                Secret.of("whsec_" + Base64.getEncoder().encodeToString("a-key".getBytes(StandardCharsets.UTF_8)));
        WebhookSecurity security =
                WebhookSecurity.of(Map.of(Side.SUPABASE, List.of(secret), Side.ZAPIER, List.of(secret)), false);
        try (WebhookServer other = new WebhookServer(security, WebhookLimits.defaults())) {
            String signature = sign(Secret.of("a-key"), "m", now(), BODY);
            assertThat(WebhookServer.send(signed(other, "m", Long.toString(now()), signature)
                                    .build())
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void aRepeatedDeliveryIsAcceptedWithoutASecondEffectUntilItsTimeIsOver() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(send("m", now(), sign("m", now(), BODY)).status()).isEqualTo(202);
        }
        assertThat(server.stored).hasSize(1);
        server.now = server.now.plus(Duration.ofMinutes(10)).plusSeconds(1);
        assertThat(send("m", now(), sign("m", now(), BODY)).status()).isEqualTo(202);
        assertThat(server.stored).hasSize(2);
    }

    @Test
    void aRepeatedIdUnderAWrongSignatureIsStillRefused() throws IOException {
        assertThat(send("m", now(), sign("m", now(), BODY)).status()).isEqualTo(202);
        assertThat(send("m", now(), sign("m", now(), "other")).status()).isEqualTo(401);
    }

    @Test
    void aDeliveryThatCouldNotBeStoredIsLetInWhenItComesAgain() throws IOException {
        server.receipt = new Receipt.Unavailable(Duration.ofSeconds(1));
        assertThat(send("m", now(), sign("m", now(), BODY)).status()).isEqualTo(503);
        server.receipt = new Receipt.Stored();
        assertThat(send("m", now(), sign("m", now(), BODY)).status()).isEqualTo(202);
        assertThat(server.stored).hasSize(1);
    }

    private long now() {
        return server.now.getEpochSecond();
    }

    private static String sign(String id, long time, String body) {
        return sign(SECRET, id, time, body);
    }

    private static String sign(Secret secret, String id, long time, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return "v1,"
                + Base64.getEncoder().encodeToString(SignatureVerifier.sign(secret, id, Long.toString(time), bytes));
    }

    private Reply send(String id, long time, String signature) throws IOException {
        return WebhookServer.send(signed(id, Long.toString(time), signature).build());
    }

    private Request.Builder signed(String id, String time, String signature) {
        return signed(server, id, time, signature);
    }

    private static Request.Builder signed(WebhookServer server, String id, String time, String signature) {
        return server.request("/webhooks/supabase")
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", signature)
                .post(RequestBody.create(BODY, MediaType.get("application/json")));
    }
}
