package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.fuzz.Fuzz;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged requests on real connections to one running bridge, to webhooks and dashboard, with and without secrets: each is
 * answered soon, never with a fault of ours, never with a word about the server.
 */
@Tag("fuzz")
final class FuzzedRequestsTest {
    private static final String TOKEN = "the admin token of a test";
    private static final List<String> NEVER_SHOWN = List.of("Exception", "\tat ", "etty", "avalin", "SQLState", TOKEN);
    private static final Pattern CSRF = Pattern.compile("\"csrf\":\"([^\"]+)\"");

    private final TestStack stack = TestStack.start(Setup.usual()
            .withSettings(Map.of(
                    "BRIDGE_ADMIN_TOKEN",
                    TOKEN,
                    "BRIDGE_SWEEP_INTERVAL",
                    "1h",
                    "BRIDGE_WEBHOOKS_PER_SECOND",
                    "1000000")));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void noRequestMakesAFault() throws Exception {
        List<byte[]> requests = new ArrayList<>(webhooks());
        requests.addAll(dashboard());
        RawHttp http = new RawHttp(stack.port());
        Fuzz.overHttp("requests to webhooks and dashboard", 300, requests).feed(input -> {
            RawHttp.Reply reply = http.exchange(input);
            if (reply.status() >= 500 && reply.status() != 503 && reply.status() != 505) {
                throw new IllegalStateException(reply.text());
            }
            if (NEVER_SHOWN.stream().anyMatch(reply.text()::contains)) {
                throw new IllegalStateException("tells too much: " + reply.text());
            }
            if (reply.status() > 199 && !reply.text().toLowerCase(Locale.ROOT).contains("nosniff")) {
                throw new IllegalStateException("without the headers that every answer has: " + reply.text());
            }
            return reply.status() > 199 && reply.status() < 300;
        });
        assertThat(http.exchange(SentRequest.post(SentRequest.head(SentRequest.SUPABASE), SentRequest.EVENT))
                        .status())
                .isEqualTo(202);
        String job = stack.supabase().insertJob("queued");
        stack.awaitQuiet(Duration.ofMinutes(2));
        assertThat(stack.table("agent_jobs").recordsWhere("id", job)).hasSize(1);
    }

    private static List<byte[]> webhooks() {
        String record = "{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"new\":{\"data\":{\"f1\":\"x\"}},\"old\":null}";
        return List.of(
                SentRequest.post(SentRequest.head(SentRequest.SUPABASE), SentRequest.EVENT),
                SentRequest.post(SentRequest.head(SentRequest.SUPABASE + "/agent_jobs"), "[" + SentRequest.EVENT + "]"),
                SentRequest.post(SentRequest.head(SentRequest.ZAPIER), record),
                SentRequest.post(
                        SentRequest.anonymous(SentRequest.ZAPIER)
                                + "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Bearer "
                                + TestStack.SECRET + "\r\n",
                        "record_id=01HZZZZZZZZZZZZZZZZZZZZZZ1&new[data][f1]=%C3%A9"),
                SentRequest.post(
                        SentRequest.anonymous(SentRequest.SUPABASE)
                                + "webhook-id: a\r\nwebhook-timestamp: 1767323045\r\nwebhook-signature: v1,"
                                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n",
                        SentRequest.EVENT),
                bytes(SentRequest.head(SentRequest.SUPABASE)
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n"));
    }

    private List<byte[]> dashboard() throws IOException, InterruptedException {
        HttpResponse<String> login;
        try (HttpClient client = HttpClient.newHttpClient()) {
            login = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port() + "/api/session"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + TOKEN + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        Matcher csrf = CSRF.matcher(login.body());
        assertThat(csrf.find()).as(login.body()).isTrue();
        String cookie = login.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        String known = "Host: bridge\r\nCookie: " + cookie + "\r\nX-CSRF-Token: " + csrf.group(1) + "\r\n";
        List<byte[]> requests = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/assets/app.js",
                "/api/session",
                "/api/state",
                "/api/openapi.yaml",
                "/api/search?q=7d444840-9dc0-11d1-b245-5ffdce74fad2",
                "/api/search?q=openai,%202026-11-21T12:00:00Z",
                "/api/chart?table=agent_jobs&span=24h",
                "/api/records/agent_jobs/7d444840-9dc0-11d1-b245-5ffdce74fad2",
                "/healthz",
                "/readyz")) {
            requests.add(bytes("GET " + path + " HTTP/1.1\r\n" + known + "\r\n"));
        }
        for (String action : List.of(
                "/api/undo {\"table\":\"agent_jobs\",\"sync_id\":\"01H\",\"dry_run\":true}",
                "/api/share {\"days\":7}",
                "/api/parked/7/retry {}",
                "/api/parked/7/take/zapier {}",
                "/api/session {\"token\":\"" + ThreadLocalRandom.current().nextLong() + "\"}")) {
            String[] parts = action.split(" ", 2);
            requests.add(bytes(
                    "POST " + parts[0] + " HTTP/1.1\r\n" + known + "Content-Type: application/json\r\nContent-Length: "
                            + parts[1].length() + "\r\n\r\n" + parts[1]));
        }
        return requests;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
