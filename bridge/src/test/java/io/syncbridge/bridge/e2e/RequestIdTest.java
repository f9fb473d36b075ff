package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A change is followed by its request: from the webhook's header to the audit row and what {@code why} shows. */
@Execution(ExecutionMode.CONCURRENT)
final class RequestIdTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void ofSupabaseAndOfZapierStandsInTheAuditRowsOfWhatTheyLedTo(@TempDir Path directory) throws Exception {
        stack.silence();
        String id = stack.supabase().insertJob("queued");

        HttpResponse<String> answer = post(
                "supabase/agent_jobs",
                "{\"type\":\"INSERT\",\"table\":\"agent_jobs\",\"schema\":\"public\",\"record\":{\"id\":\"" + id
                        + "\"},\"old_record\":null}",
                "from-supabase-1");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("from-supabase-1");
        awaitRow(id, "from-supabase-1", "supabase_to_tables");

        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        jobs.update(record, Map.of("status", "running"));
        post("zapier/agent_jobs", "{\"record_id\":\"" + record + "\"}", "from-zapier:2");
        awaitRow(id, "from-zapier:2", "tables_to_supabase");

        Verb why = Verb.run(stack.environment(), directory, "why", "agent_jobs", id);
        assertThat(why.out()).contains("request from-supabase-1", "request from-zapier:2");
        assertThat(Verb.run(stack.environment(), directory, "why", "agent_jobs", id, "--json")
                        .out())
                .contains("\"request_id\" : \"from-zapier:2\"");
    }

    @Test
    void thatIsNoneIsReplacedByOneOfOurs() throws Exception {
        for (String bad : new String[] {"a b", "x".repeat(65), "<script>", "ü"}) {
            String made = post("zapier/agent_jobs", "{}", bad)
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElse("");
            assertThat(made).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        }
    }

    private void awaitRow(String id, String request, String direction) {
        Eventually.until(
                "the audit row names " + request,
                () -> stack.audit().about(id).entries().stream()
                        .anyMatch(row -> row.text("request_id").equals(request)
                                && row.text("sync_direction").equals(direction)));
    }

    private HttpResponse<String> post(String path, String json, String requestId) throws Exception {
        String sane = requestId.chars().allMatch(letter -> letter < 128) ? requestId : "caf\u00e9";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + stack.port() + "/webhooks/" + path))
                .header("Content-Type", "application/json")
                .header("X-Webhook-Secret", TestStack.SECRET)
                .header("X-Request-Id", sane)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
