package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests whose bytes no client would send. */
class BrokenFramingTest {
    private static final WebhookServer SERVER = WebhookServer.open();
    private static final String EVENT = WebhookServer.EVENT;

    @AfterEach
    void nothingIsEverStored() {
        assertThat(SERVER.stored).isEmpty();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aBodyShorterThanItsLengthIsMalformed() throws IOException {
        assertThat(status("Content-Length: " + (EVENT.length() + 1) + "\r\n\r\n" + EVENT))
                .isEqualTo(400);
        assertThat(status("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ty")).isEqualTo(400);
        assertThat(status("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"))
                .isEqualTo(400);
    }

    @Test
    void aBodyThatStallsIsToldThatItTookTooLong() throws IOException {
        Consumer<JavalinConfig> impatient =
                config -> config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(100));
        try (WebhookServer server = new WebhookServer(WebhookServer.SECURITY, WebhookLimits.defaults(), impatient)) {
            String answer = RawRequest.sendAndWait(
                    server.port(), RawRequest.head("/webhooks/supabase") + "Content-Length: 100\r\n\r\n{");
            assertThat(RawRequest.status(answer)).isEqualTo(408);
            assertThat(server.stored).isEmpty();
        }
    }

    @Test
    void ambiguousFramingIsRefused() throws IOException {
        String chunks = "\r\n" + Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n0\r\n\r\n";
        for (String framing : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: " + EVENT.length() + "\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 5x\r\n",
                "Transfer-Encoding: gzip\r\n")) {
            assertThat(status(framing + chunks)).as(framing).isBetween(400, 415);
        }
    }

    @Test
    void endlessHeadersAndAddressesAreCutOff() throws IOException {
        assertThat(status("X-Long: " + "x".repeat(64 << 10) + "\r\n\r\n")).isEqualTo(431);
        assertThat(status("X-Many: x\r\n".repeat(8000) + "\r\n")).isEqualTo(431);
        String line = RawRequest.head("/webhooks/supabase/" + "x".repeat(100 << 10));
        assertThat(RawRequest.status(RawRequest.send(SERVER.port(), line + "\r\n")))
                .isEqualTo(414);
    }

    @ParameterizedTest
    @CsvSource({
        "/webhooks/zapier/..%2f..%2fapi, 401",
        "/webhooks/%2e%2e/api, 404",
        "/webhooks/zapier/../../api, 404",
        "/webhooks/zapier/a%5cb, 401",
        "/webhooks/zapier/%00, 400",
        "/webhooks/zapier/%ff, 400",
        "/webhooks/zapier/%zz, 400"
    })
    void encodedDotsAndSlashesReachNothing(String path, int status) throws IOException {
        String answer = RawRequest.send(SERVER.port(), RawRequest.head(path) + "Content-Length: 2\r\n\r\n{}");
        assertThat(RawRequest.status(answer)).isEqualTo(status);
        assertThat(answer).doesNotContain("Exception", "at org.", "Jetty");
    }

    @Test
    void controlCharactersInHeadersAndAMissingHostAreRefused() throws IOException {
        String framing = "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
        for (String header : List.of("X-A: a\rb\r\n", "X-A: a\u0000b\r\n", "X A: b\r\n", "X-A : b\r\n", ": b\r\n")) {
            assertThat(status(header + framing)).as(header.strip()).isEqualTo(400);
        }
        String noHost = RawRequest.head("/webhooks/supabase").replace("Host: bridge\r\n", "");
        assertThat(RawRequest.status(RawRequest.send(SERVER.port(), noHost + framing)))
                .isEqualTo(400);
    }

    @Test
    void aMethodWithoutAMeaningIsRefused() throws IOException {
        for (String method : List.of("FOO", "CONNECT", "PROPFIND", "post")) {
            String request = RawRequest.head("/webhooks/supabase").replaceFirst("POST", method);
            String answer = RawRequest.send(SERVER.port(), request + "Content-Length: 0\r\n\r\n");
            assertThat(RawRequest.status(answer)).as(method).isBetween(400, 405);
            assertThat(answer).contains("application/problem+json").doesNotContain("Endpoint");
        }
    }

    private static int status(String rest) throws IOException {
        return RawRequest.status(RawRequest.send(SERVER.port(), RawRequest.head("/webhooks/supabase") + rest));
    }
}
