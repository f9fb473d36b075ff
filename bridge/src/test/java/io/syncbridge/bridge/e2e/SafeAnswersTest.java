package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What every answer of the bridge says and does not say, errors of the server itself included; over real connections. */
final class SafeAnswersTest {
    private static final String OLD = "the admin token of yesterday";
    private static final String NEW = "the admin token of tomorrow";
    private static final TestStack STACK = TestStack.start(Setup.usual()
            .withSettings(Map.of(
                    "BRIDGE_ADMIN_TOKEN", NEW + ", " + OLD,
                    "BRIDGE_PROXIES", "127.0.0.1",
                    "BRIDGE_SWEEP_INTERVAL", "1h")));
    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /assets/app.js HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /assets/nothing HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /nothing<script> HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /nothing HTTP/1.1\r\nHost: b\r\nAccept: application/json\r\n\r\n",
            "GET /nothing HTTP/1.1\r\nHost: b\r\nAccept: text/html\r\n\r\n",
            "GET /api/session HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /api/state HTTP/1.1\r\nHost: b\r\n\r\n",
            "POST /api/undo HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
            "GET /api/openapi.yaml HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /readyz HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: b\r\n\r\n",
            "POST /webhooks/supabase HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
            "GET /webhooks/supabase HTTP/1.1\r\nHost: b\r\n\r\n",
            "TRACE / HTTP/1.1\r\nHost: b\r\n\r\n",
            "OPTIONS /api/state HTTP/1.1\r\nHost: b\r\nOrigin: https://else.example\r\nAccess-Control-Request-Method: GET\r\n\r\n",
            "PROPFIND /webhooks/supabase HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET /%00 HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: b\r\n\r\n",
            "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: b\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
            "nonsense\r\n\r\n");

    @AfterAll
    static void close() {
        STACK.close();
    }

    private static RawHttp.Reply reply(String request) {
        return new RawHttp(STACK.port()).exchange(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void everyAnswerCarriesTheHeadersAndNamesNoServer() {
        SoftAssertions all = new SoftAssertions();
        for (String request : REQUESTS) {
            String name = request.substring(0, Math.min(60, request.length()));
            RawHttp.Reply reply = reply(request);
            String head = reply.text().split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT);
            all.assertThat(reply.status()).as(name).isBetween(200, 505);
            all.assertThat(reply.status()).as(name).isNotEqualTo(500);
            for (String header : List.of(
                    "x-content-type-options: nosniff",
                    "x-frame-options: deny",
                    "referrer-policy: no-referrer",
                    "content-security-policy: default-src 'none'",
                    "frame-ancestors 'none'",
                    "cross-origin-resource-policy: same-origin",
                    "cache-control: no-")) {
                all.assertThat(head).as(name).containsOnlyOnce(header);
            }
            all.assertThat(head).as(name).doesNotContain("\nserver:", "x-powered-by", "access-control-allow");
            if (reply.status() >= 400) {
                all.assertThat(reply.text().toLowerCase(Locale.ROOT))
                        .as(name)
                        .doesNotContain("jetty", "javalin", "exception", "\tat ", "<script>", "java");
                all.assertThat(head).as(name).contains("content-type: application/problem+json");
            }
        }
        all.assertAll();
    }

    @Test
    void behindTlsTheBrowserIsToldToStayThere() {
        assertThat(reply("GET / HTTP/1.1\r\nHost: b\r\nX-Forwarded-Proto: https\r\n\r\n")
                        .text())
                .contains("Strict-Transport-Security: max-age=");
        assertThat(reply("GET / HTTP/1.1\r\nHost: b\r\n\r\n").text()).doesNotContain("Strict-Transport-Security");
    }

    @Test
    void whileATokenIsReplacedBothOpen() {
        assertThat(login(OLD, "1.1.1.1", "").status()).isEqualTo(200);
        assertThat(login(NEW, "1.1.1.1", "").status()).isEqualTo(200);
        assertThat(login(NEW + ", " + OLD, "1.1.1.1", "").status()).isEqualTo(401);
        assertThat(login("", "1.1.1.1", "").status()).isEqualTo(401);
    }

    @Test
    void whoeverGuessesIsStoppedByItsOwnAddressBehindAProxyToo() {
        for (int i = 0; i < 10; i++) {
            assertThat(login("guess number " + i, "6.6.6.6", "").status()).isEqualTo(401);
        }
        RawHttp.Reply stopped = login(NEW, "6.6.6.6", "");
        assertThat(stopped.status()).isEqualTo(429);
        assertThat(stopped.text()).containsPattern("Retry-After: [1-9]");
        assertThat(login(NEW, "7.7.7.7", "").status()).isEqualTo(200);
    }

    @Test
    void otherPagesAndOtherContentTypesAreTurnedAway() {
        assertThat(login(NEW, "8.8.8.8", "Content-Type: text/plain\r\n").status())
                .isEqualTo(415);
        assertThat(login(NEW, "8.8.8.8", "Content-Type: application/json; charset=nonsense\r\n")
                        .status())
                .isEqualTo(415);
        assertThat(login(NEW, "8.8.8.8", "Sec-Fetch-Site: cross-site\r\n").status())
                .isEqualTo(403);
        assertThat(login(
                                NEW,
                                "8.8.8.8",
                                "Content-Type: application/json; charset=UTF-8\r\nSec-Fetch-Site: same-origin\r\n")
                        .status())
                .isEqualTo(200);
    }

    private static RawHttp.Reply login(String token, String from, String headers) {
        String body = "{\"token\": \"" + token + "\"}";
        return reply("POST /api/session HTTP/1.1\r\nHost: b\r\nX-Forwarded-For: 9.9.9.9, " + from + "\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
