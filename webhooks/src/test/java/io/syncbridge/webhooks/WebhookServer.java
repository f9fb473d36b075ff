package io.syncbridge.webhooks;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.syncbridge.mapping.Side;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The routes on a free port, with an intake that remembers and a clock that stands still until told. */
final class WebhookServer implements AutoCloseable {
    static final Secret SUPABASE_SECRET = Secret.of("supabase-secret-with-32-characters");
    static final String SUPABASE = "supabase-secret-with-32-characters";
    static final String ZAPIER = "zapier-secret-which-is-another-one";
    static final WebhookSecurity SECURITY = security(false);
    static final String EVENT =
            "{\"type\": \"INSERT\", \"table\": \"agent_jobs\", \"record\": {\"id\": \"k\"}, \"schema\": \"public\"}";
    static final String RECORD_ID = "01HZZZZZZZZZZZZZZZZZZZZZZ1";

    private static final OkHttpClient CLIENT =
            new OkHttpClient.Builder().retryOnConnectionFailure(false).build();

    final List<List<Hint>> stored = new CopyOnWriteArrayList<>();
    final List<String> counted = new CopyOnWriteArrayList<>();
    volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
    volatile Duration clockStep = Duration.ZERO;
    volatile boolean isBroken = false;
    volatile Receipt receipt = new Receipt.Stored();
    private final Javalin javalin;

    WebhookServer(WebhookSecurity security, WebhookLimits limits) {
        this(security, limits, config -> {});
    }

    WebhookServer(WebhookSecurity security, WebhookLimits limits, Consumer<JavalinConfig> more) {
        Intake intake = hints -> {
            if (isBroken) {
                throw new IllegalStateException("the store is broken");
            }
            if (receipt instanceof Receipt.Stored) {
                stored.add(hints);
            }
            return receipt;
        };
        WebhookEvents events = (side, mapping, status) -> counted.add(side + " " + mapping + " " + status);
        WebhookRoutes routes = new WebhookRoutes(Mappings.ALL, security, limits, intake, this::instant, events);
        javalin = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.jetty.host = "127.0.0.1";
                    routes.register(config);
                    more.accept(config);
                })
                .start(0);
    }

    static WebhookServer open() {
        return new WebhookServer(SECURITY, new WebhookLimits(4 << 20, 64 << 10, Duration.ofSeconds(30)));
    }

    static WebhookSecurity security(boolean signaturesRequired) {
        return WebhookSecurity.of(
                Map.of(Side.SUPABASE, List.of(SUPABASE_SECRET), Side.ZAPIER, List.of(Secret.of(ZAPIER))),
                signaturesRequired);
    }

    private synchronized Instant instant() {
        now = now.plus(clockStep);
        return now;
    }

    int port() {
        return javalin.port();
    }

    Request.Builder request(String path) {
        return new Request.Builder().url("http://127.0.0.1:" + port() + path);
    }

    /** A POST with a valid secret. */
    Reply post(String path, String contentType, byte[] body) throws IOException {
        return send(request(path)
                .header("Authorization", "Bearer " + (path.startsWith("/webhooks/zapier") ? ZAPIER : SUPABASE))
                .post(RequestBody.create(body, contentType.isEmpty() ? null : MediaType.get(contentType)))
                .build());
    }

    Reply post(String path, String contentType, String body) throws IOException {
        return post(path, contentType, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Reply postJson(String path, String body) throws IOException {
        return post(path, "application/json", body);
    }

    static Reply send(Request request) throws IOException {
        try (Response response = CLIENT.newCall(request).execute()) {
            return new Reply(response.code(), response.body().string(), response.headers());
        }
    }

    /** Every hint stored so far. */
    List<Hint> hints() {
        List<Hint> hints = new ArrayList<>();
        stored.forEach(hints::addAll);
        return hints;
    }

    @Override
    public void close() {
        javalin.stop();
    }

    /** An answer. */
    record Reply(int status, String body, okhttp3.Headers headers) {
        String header(String name) {
            return Objects.requireNonNullElse(headers.get(name), "");
        }
    }
}
