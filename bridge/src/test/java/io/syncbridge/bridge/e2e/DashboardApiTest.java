package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.syncbridge.fixtures.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the interface answers is what its OpenAPI description promises: to admins, and to guests who see less. */
final class DashboardApiTest {
    private static final String TOKEN = "the admin token of a test";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DESCRIPTION = description();

    private final TestStack stack = TestStack.start(Setup.usual()
            .withSettings(Map.of(
                    "BRIDGE_ADMIN_TOKEN",
                    TOKEN,
                    "ZAPIER_RATE_LIMIT",
                    "600/10s",
                    "BRIDGE_VIEWER_FIELDS",
                    "agent_jobs=status")));
    private final HttpClient client = HttpClient.newHttpClient();

    private record Visitor(String cookie, String csrf) {}

    @AfterEach
    void close() {
        client.close();
        stack.close();
    }

    private boolean tellsLag(Visitor admin) {
        try {
            return get("/api/state", admin, 200, "State")
                    .path("tables")
                    .path(1)
                    .path("directions")
                    .has("supabase_to_tables");
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void everyAnswerHasTheShapeThatIsDescribed() throws Exception {
        String id = editedJob();
        Visitor admin = enter("{\"token\": \"" + TOKEN + "\"}");

        JsonNode state = get("/api/state", admin, 200, "State");
        assertThat(state.path("budget").path("limit").asInt()).isEqualTo(600);
        // What is measured of a change is stored a moment after the change.
        Eventually.until("its lag is told", () -> tellsLag(admin));
        assertThat(get("/api/chart?table=agent_jobs&span=14d", admin, 200, "Chart"))
                .isNotEmpty();
        JsonNode record = get("/api/records/agent_jobs/" + id, admin, 200, "Record");
        assertThat(record.path("timeline")).hasSize(2);
        assertThat(record.path("timeline").path(0).path("changes").toString()).contains("\"before\":\"queued\"");
        String sync = record.path("timeline").path(0).path("sync_id").asText();

        assertThat(match("agent_jobs", id, "key")).isEqualTo(found(id, admin));
        assertThat(match("agent_jobs", id, "key"))
                .isEqualTo(found(id.replace("-", "").toUpperCase(java.util.Locale.ROOT), admin));
        String zapierId = record.path("zapier_record").asText();
        assertThat(match("agent_jobs", id, "zapier_record"))
                .isEqualTo(found(zapierId.toLowerCase(java.util.Locale.ROOT), admin));
        assertThat(match("agent_jobs", id, "sync_id")).isEqualTo(found(sync, admin));
        assertThat(found(UUID.randomUUID().toString(), admin)).isEmpty();

        JsonNode rehearsed = post("/api/undo", admin, undo(sync, true), "Undone");
        assertThat(rehearsed.path("records").path(0).path("outcome").asText()).isEqualTo("written");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
        JsonNode undone = post("/api/undo", admin, undo(sync, false), "Undone");
        assertThat(undone.path("records").path(0).path("fields").toString()).isEqualTo("[\"status\"]");
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
    }

    @Test
    void aUniqueKeyFindsItsRecords() throws Exception {
        String id = stack.supabase()
                .insert(
                        "rate_limits",
                        Map.of(
                                "service_name", "openai",
                                "window_start", "2026-11-21T12:00:00Z",
                                "request_count", 5,
                                "quota_limit", 10,
                                "reset_at", "2026-11-21T13:00:00Z"));
        stack.awaitAgreement();
        Visitor admin = enter("{\"token\": \"" + TOKEN + "\"}");

        assertThat(found("openai", admin)).isEqualTo(match("rate_limits", id, "unique_key"));
        assertThat(found("openai,%202026-11-21T12:00:00Z", admin)).isEqualTo(match("rate_limits", id, "unique_key"));
        assertThat(found("openai,%202025-11-21T12:00:00Z", admin)).isEmpty();
    }

    @Test
    void guestsAreToldOfContentsOnlyWhatIsAllowed() throws Exception {
        String id = editedJob();
        stack.supabase().update("agent_jobs", id, "error_message", "for the eyes of admins");
        stack.awaitAgreement();
        Visitor admin = enter("{\"token\": \"" + TOKEN + "\"}");
        Visitor guest = enter("{\"share\": \"" + share(admin) + "\"}");

        JsonNode record = get("/api/records/agent_jobs/" + id, guest, 200, "Record");
        assertThat(record.toString())
                .contains("error_message", "\"after\":\"running\"")
                .doesNotContain("eyes of admins");
        assertThat(get("/api/state", guest, 200, "State").toString()).doesNotContain("eyes of admins");
        assertThat(get("/api/records/agent_jobs/" + id, admin, 200, "Record").toString())
                .contains("eyes of admins");
        assertThat(post("/api/undo", guest, undo("any", false), "Problem")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void whatCannotBeDoneIsToldAsAProblem() throws Exception {
        Visitor admin = enter("{\"token\": \"" + TOKEN + "\"}");

        JsonNode unused = get("/api/records/agent_jobs/" + UUID.randomUUID(), admin, 404, "Problem");
        JsonNode unused2 = get("/api/records/nobodys/1", admin, 404, "Problem");
        JsonNode unused3 = get("/api/search?q=", admin, 400, "Problem");
        JsonNode unused4 = get("/api/chart?table=agent_jobs&span=3y", admin, 400, "Problem");
        assertThat(post("/api/undo", admin, undo("no such sync", false), "Problem")
                        .path("status")
                        .asInt())
                .isEqualTo(404);
        assertThat(post("/api/undo", admin, "{\"table\": \"nobodys\", \"sync_id\": \"1\"}", "Problem")
                        .path("status")
                        .asInt())
                .isEqualTo(400);
        assertThat(post("/api/share", admin, "{\"days\": 400}", "Problem")
                        .path("title")
                        .asText())
                .isEqualTo("a link lasts 1 to 30 days");
    }

    private String editedJob() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record =
                stack.table("agent_jobs").recordsWhere("id", id).getFirst().id();
        stack.table("agent_jobs").update(record, Map.of("status", "running"));
        stack.awaitAgreement();
        return id;
    }

    private static String undo(String sync, boolean rehearsal) {
        return "{\"table\": \"agent_jobs\", \"sync_id\": \"" + sync + "\", \"dry_run\": " + rehearsal + "}";
    }

    private JsonNode found(String text, Visitor visitor) throws Exception {
        return get("/api/search?q=" + text, visitor, 200, "Matches").path("matches");
    }

    private static JsonNode match(String table, String record, String by) {
        return JSON.createArrayNode()
                .add(JSON.createObjectNode()
                        .put("table", table)
                        .put("record", record)
                        .put("by", by));
    }

    private String share(Visitor admin) throws Exception {
        HttpResponse<String> answer = send(request("/api/share", Optional.of(admin)), Optional.of("{\"days\": 1}"));
        return JSON.readTree(answer.body()).path("share").asText();
    }

    private Visitor enter(String body) throws Exception {
        HttpResponse<String> answer = send(request("/api/session", Optional.empty()), Optional.of(body));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode session = described(answer, "Session");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Visitor(
                cookie.substring(0, cookie.indexOf(';')), session.path("csrf").asText());
    }

    private JsonNode get(String path, Visitor visitor, int status, String shape) throws Exception {
        HttpResponse<String> answer = send(request(path, Optional.of(visitor)), Optional.empty());
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        return described(answer, shape);
    }

    private JsonNode post(String path, Visitor visitor, String body, String shape) throws Exception {
        return described(send(request(path, Optional.of(visitor)), Optional.of(body)), shape);
    }

    private HttpRequest.Builder request(String path, Optional<Visitor> visitor) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port() + path));
        visitor.ifPresent(who -> request.header("Cookie", who.cookie()).header("X-CSRF-Token", who.csrf()));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request, Optional<String> body) throws Exception {
        body.ifPresent(text -> request.POST(HttpRequest.BodyPublishers.ofString(text)));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer, after its shape was compared with the described one. */
    private static JsonNode described(HttpResponse<String> answer, String shape) throws IOException {
        ObjectNode schema = JSON.createObjectNode().put("$ref", "#/components/schemas/" + shape);
        schema.set("components", DESCRIPTION.path("components"));
        JsonNode json = JSON.readTree(answer.body());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(json))
                .as(shape + ": " + answer.body())
                .isEmpty();
        return json;
    }

    private static JsonNode description() {
        try (InputStream in = DashboardApiTest.class.getResourceAsStream("/dashboard/openapi.yaml")) {
            return new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
