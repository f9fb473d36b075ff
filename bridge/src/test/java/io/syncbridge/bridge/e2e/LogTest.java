package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole exchange at DEBUG: fields that a collector reads are there, marked contents and secrets are not. */
@Execution(ExecutionMode.CONCURRENT)
final class LogTest {

    private static final String MARK = "marked-content-7f3a";
    private static final String TOKEN = "marked-admin-token-7f3a";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    @Timeout(240)
    void namesRecordsAndRequestsAndHoldsNeitherContentsNorSecrets(String format, @TempDir Path directory)
            throws Exception {
        AlertReceiver receiver = new AlertReceiver();
        try (receiver;
                TestStack stack = TestStack.resting()) {
            Map<String, String> environment = new HashMap<>(stack.environment());
            environment.putAll(receiver.settings("marked-signing-key-7f3a"));
            environment.put("BRIDGE_ALERT_SLACK_URL", receiver.url("/marked-slack-path-7f3a"));
            environment.put("BRIDGE_LOG_FORMAT", format);
            environment.put("BRIDGE_LOG_LEVEL", "DEBUG");
            environment.put("BRIDGE_ADMIN_TOKEN", TOKEN);
            environment.put(
                    "DATABASE_URL",
                    stack.database().jdbcUrl() + (stack.database().jdbcUrl().contains("?") ? "&" : "?")
                            + "password=marked-password-7f3a");
            List<String> log;
            try (BridgeProcess bridge = BridgeProcess.start(environment, 0, directory)) {
                stack.sendWebhooksTo(bridge.port());
                exchange(stack);
                strangers(bridge.port());
                Eventually.until(
                        "alerts were sent", LIMIT, () -> receiver.taken().size() >= 2);
                log = bridge.log();
            }

            assertThat(log).anyMatch(line -> line.contains("agent_job_synced") && line.contains("sync_id"));
            assertThat(log)
                    .noneMatch(line -> line.contains("7f3a")
                            || line.contains(TestStack.SECRET)
                            || line.contains("sim-secret")
                            || line.contains("sim-client"));
            if (format.equals("json")) {
                assertFields(log);
            }
        }
    }

    /** What stands where a host should, the web server would tell the log: strangers write nothing there. */
    private static void strangers(int port) {
        for (String host : List.of("[marked-host-7f3a", "b:marked-port-7f3a", "b\r\nHost: marked-second-7f3a")) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            assertThat(new RawHttp(port)
                            .exchange(request.getBytes(StandardCharsets.ISO_8859_1))
                            .status())
                    .as(host)
                    .isEqualTo(400);
        }
    }

    private static void assertFields(List<String> log) {
        List<JsonNode> lines =
                log.stream().map(line -> JsonText.parse(line).orElseThrow()).toList();
        assertThat(lines)
                .allSatisfy(line -> assertThat(
                                List.of(line.has("time"), line.has("level"), line.has("logger"), line.has("message")))
                        .doesNotContain(false));
        assertThat(lines)
                .anySatisfy(line -> assertThat(List.of(
                                line.path("message").asText().startsWith("agent_job_synced"),
                                line.path("table").asText().equals("agent_jobs"),
                                !line.path("record").asText().isEmpty(),
                                !line.path("sync_id").asText().isEmpty(),
                                !line.path("request_id").asText().isEmpty()))
                        .doesNotContain(false));
    }

    /** Both ways, a conflict, refused writes, a record that no row can hold, and a side that fails. */
    private static void exchange(TestStack stack) {
        var jobs = stack.table("agent_jobs");
        String id = stack.supabase().insertJob("queued");
        stack.supabase().update("agent_jobs", id, "error_message", MARK);
        Eventually.until(
                "it is in Zapier",
                LIMIT,
                () -> !jobs.recordsWhere("error_message", MARK).isEmpty());
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier()
                .faults()
                .beforeNext("GET", record, () -> jobs.update(record, Map.of("error_message", MARK + " zapier")));
        stack.supabase().update("agent_jobs", id, "error_message", MARK + " supabase");
        jobs.create(Map.of("job_type", "manual", "status", MARK));
        jobs.create(Map.of("job_type", "manual", "status", "queued", "parameters", "{" + MARK));
        Eventually.until(
                "both are parked",
                LIMIT,
                () -> Long.valueOf(2)
                        .equals(stack.database()
                                .scalar("select count(*) from bridge.sync_record where parked_at is not null")));
        stack.zapier().faults().next(3, "POST", "/records", Fault.status(500));
        stack.zapier().faults().next(1, "PATCH", "/records", Fault.metaErrors(MARK));
        stack.supabase().update("agent_jobs", id, "error_message", MARK + " again");
        Eventually.until(
                "it arrives after all, or loses against Zapier's edit if that came only now, or a person is asked",
                LIMIT,
                () -> !jobs.recordsWhere("error_message", MARK + " again").isEmpty()
                        || stack.supabase()
                                .value("agent_jobs", id, "error_message")
                                .equals(Optional.of(MARK + " zapier"))
                        || Long.valueOf(3)
                                .equals(
                                        stack.database()
                                                .scalar(
                                                        "select count(*) from bridge.sync_record where parked_at is not null")));
    }
}
