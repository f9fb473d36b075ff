package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.fixtures.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page's interface and {@code /metrics} against a running bridge; in a browser: BrowserDashboardTest. */
final class DashboardTest {
    private static final String TOKEN = "the admin token of a test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestStack stack = TestStack.start(Setup.usual().withSettings(Map.of("BRIDGE_ADMIN_TOKEN", TOKEN)));
    private final HttpClient client = HttpClient.newHttpClient();

    private record Visitor(String cookie, String csrf, String role) {
        static final Visitor NOBODY = new Visitor("", "", "");
    }

    @AfterEach
    void close() {
        client.close();
        stack.close();
    }

    @Test
    void aChangeIsShownWithinTwoSecondsOnAPageThatIsOpen() throws Exception {
        Visitor admin = login(TOKEN);
        HttpRequest request = HttpRequest.newBuilder(uri("/api/events"))
                .header("Accept", "text/event-stream")
                .header("Cookie", admin.cookie())
                .build();
        try (InputStream events = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                Scanner lines = new Scanner(events, StandardCharsets.UTF_8)) {
            assertThat(nextState(lines).path("tables")).hasSize(4);
            String unused = stack.supabase().insertJob("queued");
            long begin = System.nanoTime();
            JsonNode state;
            do {
                state = nextState(lines);
            } while (!isShown(state));
            // Two seconds on the page, and what it took to get there; generous where other tests take the machine.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static boolean isShown(JsonNode state) {
        for (JsonNode table : state.path("tables")) {
            if (table.path("name").asText().equals("agent_jobs")) {
                return table.path("directions")
                                .path("supabase_to_tables")
                                .path("changes")
                                .asInt()
                        == 1;
            }
        }
        return false;
    }

    private static JsonNode nextState(Scanner lines) throws IOException {
        while (true) {
            String line = lines.nextLine();
            if (line.startsWith("data: {") && line.contains("\"tables\"")) {
                return JSON.readTree(line.substring("data: ".length()));
            }
        }
    }

    @Test
    void withoutLoginNothingIsShownAndTheWrongTokenIsSlowedDown() throws Exception {
        for (String path : new String[] {"/api/state", "/api/chart?table=agent_jobs"}) {
            assertThat(get(path, Visitor.NOBODY).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(post("/api/parked/retry", Visitor.NOBODY, "").statusCode()).isEqualTo(401);
        for (int i = 0; i < 10; i++) {
            assertThat(post("/api/session", Visitor.NOBODY, "{\"token\": \"wrong " + i + "\"}")
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> refused = post("/api/session", Visitor.NOBODY, "{\"token\": \"" + TOKEN + "\"}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("300");
    }

    @Test
    void aParkedRecordIsRetriedFromThePageByAdminsOnly() throws Exception {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record =
                stack.table("agent_jobs").recordsWhere("id", id).getFirst().id();
        stack.table("agent_jobs").update(record, Map.of("retry_count", 1.5));
        String reason = stack.awaitParked("agent_jobs");
        Visitor admin = login(TOKEN);
        Visitor viewer = visit(share(admin));

        JsonNode shown = Eventually.value(
                "it is on the page", () -> state(admin).path("parked").path(0), JsonNode::isObject);
        assertThat(shown.path("reason").asText()).isEqualTo(reason);
        assertThat(state(viewer).path("parked").path(0).has("reason")).isFalse();
        assertThat(state(admin).path("verdict").path("state").asText()).isEqualTo("attention");

        String retry = "/api/parked/" + shown.path("id").asText() + "/retry";
        assertThat(post(retry, viewer, "").statusCode()).isEqualTo(403);
        assertThat(post(retry, new Visitor(admin.cookie(), "made up", "admin"), "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/api/parked/1/take/nobody", admin, "").statusCode()).isEqualTo(400);
        stack.table("agent_jobs").update(record, Map.of("retry_count", 2));
        stack.awaitAgreement();
        assertThat(post(retry, admin, "").statusCode()).isEqualTo(404);
        stack.table("agent_jobs").update(record, Map.of("retry_count", 2.5));
        String unused = stack.awaitParked("agent_jobs");
        assertThat(post("/api/parked/retry", admin, "").body()).isEqualTo("{\"requeued\":1}");
    }

    @Test
    void metricsTellWhatWasDone() throws Exception {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record =
                stack.table("agent_jobs").recordsWhere("id", id).getFirst().id();
        stack.table("agent_jobs").update(record, Map.of("status", "running"));
        stack.awaitAgreement();

        new Verifications(stack.bridge().database())
                .complete(new Verifications.Last(
                        "agent_jobs", Optional.empty(), Optional.empty(), Duration.ZERO, 5, 4, 3, 0, "{}", "[]"));
        Eventually.until(
                "the metrics are those of two changes",
                () -> metric(
                                "bridge_sync_total{direction=\"tables_to_supabase\",result=\"synced\",table=\"agent_jobs\"}")
                        == 1);
        String toTables = "direction=\"supabase_to_tables\",table=\"agent_jobs\"";
        assertThat(metric("bridge_sync_lag_seconds_count{" + toTables + "}")).isEqualTo(1);
        assertThat(metric("bridge_pending{table=\"agent_jobs\"}")).isZero();
        String differing = "bridge_differences{table=\"agent_jobs\"}";
        Eventually.until("the differences are told", () -> metric(differing) == 3);
        assertThat(metric("outbox_dlq_size")).isZero();
        assertThat(metric("outbox_processed_total")).isGreaterThanOrEqualTo(2);
        assertThat(metric("outbox_processing_duration_seconds_count")).isGreaterThanOrEqualTo(2);
        assertThat(metric("outbox_retry_total")).isNotNegative();
        assertThat(metric("bridge_webhooks_total{source=\"supabase\",status=\"202\",table=\"agent_jobs\"}"))
                .isPositive();
        assertThat(metric("zapier_api_requests_total{status=\"200\"}")).isPositive();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndRefusesFrames() throws Exception {
        HttpResponse<String> page = get("/", Visitor.NOBODY);

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(Pattern.compile("(src|href)=\"(https?:)?//")
                        .matcher(page.body())
                        .find())
                .isFalse();
        for (String asset : new String[] {"app.js", "app.css", "chart.js", "record.js"}) {
            HttpResponse<String> file = get("/assets/" + asset, Visitor.NOBODY);
            assertThat(file.statusCode()).as(asset).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Type").orElse("")).endsWith("charset=utf-8");
        }
        assertThat(get("/assets/..%2Fapp.js", Visitor.NOBODY).statusCode()).isNotEqualTo(200);
    }

    private double metric(String name) {
        try {
            String all = get("/metrics", Visitor.NOBODY).body();
            return all.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private JsonNode state(Visitor visitor) {
        try {
            HttpResponse<String> answer = get("/api/state", visitor);
            assertThat(answer.statusCode()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private Visitor login(String token) throws Exception {
        return visitor(post("/api/session", Visitor.NOBODY, "{\"token\": \"" + token + "\"}"));
    }

    private Visitor visit(String share) throws Exception {
        return visitor(post("/api/session", Visitor.NOBODY, "{\"share\": \"" + share + "\"}"));
    }

    private String share(Visitor admin) throws Exception {
        return JSON.readTree(post("/api/share", admin, "").body()).path("share").asText();
    }

    private static Visitor visitor(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
        JsonNode session = JSON.readTree(answer.body());
        return new Visitor(
                cookie.substring(0, cookie.indexOf(';')),
                session.path("csrf").asText(),
                session.path("role").asText());
    }

    private HttpResponse<String> get(String path, Visitor visitor) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Cookie", visitor.cookie())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Visitor visitor, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Cookie", visitor.cookie())
                        .header("X-CSRF-Token", visitor.csrf())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stack.port() + path);
    }
}
