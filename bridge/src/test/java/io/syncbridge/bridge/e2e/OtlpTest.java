package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.syncbridge.fixtures.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Traces and metrics reach a receiver of the test's own, protobuf over HTTP; a change is one trace over the database. */
@Execution(ExecutionMode.CONCURRENT)
final class OtlpTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final Queue<Metric> metrics = new ConcurrentLinkedQueue<>();

    @Test
    void aChangeIsOneTraceFromTheWebhookToTheWrite() throws Exception {
        HttpServer receiver = receiver();
        String address = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try (TestStack stack = TestStack.start(Setup.usual()
                .withSettings(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", address,
                        "OTEL_METRIC_EXPORT_INTERVAL", "1000",
                        "OTEL_BSP_SCHEDULE_DELAY", "200")))) {
            stack.silence();
            String id = stack.supabase().insertJob("queued");

            assertThat(post(stack, id)).isEqualTo(202);

            Map<String, Span> trace = new HashMap<>();
            Eventually.until("the whole trace has come", LIMIT, () -> {
                spans.stream()
                        .filter(span -> hex(span.getTraceId().toByteArray()).equals(TRACE))
                        .forEach(span -> trace.putIfAbsent(span.getName(), span));
                return trace.keySet().containsAll(List.of("webhook", "claim", "look", "apply", "write"));
            });
            Span webhook = trace.getOrDefault("webhook", Span.getDefaultInstance());
            assertThat(hex(webhook.getParentSpanId().toByteArray())).isEqualTo(CALLER);
            for (String step : List.of("claim", "look", "apply", "write")) {
                Span span = trace.getOrDefault(step, Span.getDefaultInstance());
                assertThat(span.getParentSpanId()).as(step).isEqualTo(webhook.getSpanId());
                assertThat(span.getStartTimeUnixNano()).as(step).isLessThanOrEqualTo(span.getEndTimeUnixNano());
                assertThat(span.toString())
                        .as(step)
                        .contains(id, "agent_jobs", "traced-1")
                        .doesNotContain("queued");
            }
            Eventually.until(
                    "metrics have come",
                    LIMIT,
                    () -> metrics.stream().anyMatch(metric -> metric.getName().equals("bridge_sync_lag"))
                            && metrics.stream()
                                    .anyMatch(metric -> metric.getName().equals("bridge_pending")));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void withoutAReceiverNoneOfItIsLoaded(@TempDir Path directory) throws Exception {
        Path classes = directory.resolve("classes.log");
        try (TestStack stack = TestStack.resting();
                BridgeProcess bridge = BridgeProcess.start(
                        stack.environment(),
                        0,
                        directory,
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + classes)) {
            stack.sendWebhooksTo(bridge.port());
            stack.supabase().insertJob("queued");
            Eventually.until(
                    "it works", LIMIT, () -> stack.table("agent_jobs").records().size() == 1);

            assertThat(Files.readString(classes))
                    .contains("io.syncbridge.bridge.metrics.SyncMetrics")
                    .doesNotContain(
                            "io.opentelemetry.sdk",
                            "io.opentelemetry.exporter",
                            "io.opentelemetry.proto",
                            "io.micrometer.registry.otlp",
                            "com.google.protobuf");
        }
    }

    private HttpServer receiver() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = body(
                    exchange.getRequestBody().readAllBytes(),
                    exchange.getRequestHeaders().getFirst("Content-Encoding"));
            if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
                ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .forEach(scope -> spans.addAll(scope.getSpansList()));
            } else {
                ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
                        .flatMap(resource -> resource.getScopeMetricsList().stream())
                        .forEach(scope -> metrics.addAll(scope.getMetricsList()));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static byte[] body(byte[] sent, @org.jspecify.annotations.Nullable String encoding) throws IOException {
        if (!"gzip".equals(encoding)) {
            return sent;
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return unpacked.readAllBytes();
        }
    }

    private static int post(TestStack stack, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + stack.port() + "/webhooks/supabase/agent_jobs"))
                .header("Content-Type", "application/json")
                .header("X-Webhook-Secret", TestStack.SECRET)
                .header("X-Request-Id", "traced-1")
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"type\":\"INSERT\",\"table\":\"agent_jobs\",\"schema\":\"public\",\"record\":{\"id\":\"" + id
                                + "\"},\"old_record\":null}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
