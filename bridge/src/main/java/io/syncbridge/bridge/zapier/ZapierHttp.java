package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.JsonText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * One call to the Tables API, and what its answer means. Never repeats a call by itself (a PATCH whose answer was lost
 * may have landed), follows no redirect (the token would travel), reads at most 32 MiB, waits at most 30 s in all.
 */
public final class ZapierHttp implements AutoCloseable {
    private static final String SDK_PREFIX = "/api/v0/sdk/tables/api/v1";
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private final OkHttpClient client;
    private final HttpUrl base;
    private final InstantSource clock;

    /**
     * Prepares the connection.
     *
     * @param baseUrl Zapier's address, or a simulator's; {@code zapier.com} itself is turned into its API gateway
     * @param timeout the longest a call may take in all
     */
    public ZapierHttp(HttpUrl baseUrl, ZapierCredentials credentials, Duration timeout, InstantSource clock) {
        OkHttpClient plain = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(timeout)
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(timeout)
                .connectionPool(new ConnectionPool(32, 5, TimeUnit.MINUTES))
                .dispatcher(new Dispatcher(Executors.newVirtualThreadPerTaskExecutor()))
                .build();
        HttpUrl token = append(baseUrl, "/oauth/token/");
        this.client = plain.newBuilder()
                .addInterceptor(new Authorization(credentials, token, plain, clock))
                .build();
        this.base = append(gateway(baseUrl), SDK_PREFIX);
        this.clock = clock;
    }

    private static HttpUrl gateway(HttpUrl url) {
        return url.host().equals("zapier.com")
                ? url.newBuilder().host("sdkapi.zapier.com").build()
                : url;
    }

    private static HttpUrl append(HttpUrl url, String path) {
        String start = url.encodedPath().replaceAll("/+$", "");
        return url.newBuilder().encodedPath(start + path).build();
    }

    /** A read. */
    Answer<JsonNode> get(String path, Map<String, String> query) {
        HttpUrl.Builder url = append(base, path).newBuilder();
        query.forEach(url::addQueryParameter);
        return call(new Request.Builder().url(url.build()).get().build(), false);
    }

    /** A read with a body. */
    Answer<JsonNode> query(String path, Map<String, String> query, ObjectNode body) {
        HttpUrl.Builder url = append(base, path).newBuilder().addQueryParameter("allow_nested_queries", "true");
        query.forEach(url::addQueryParameter);
        return call(
                new Request.Builder().url(url.build()).post(new SentOnce(body)).build(), false);
    }

    /** A write: when no answer comes it may have landed. */
    Answer<JsonNode> write(String method, String path, ObjectNode body) {
        return call(
                new Request.Builder()
                        .url(append(base, path))
                        .method(method, new SentOnce(body))
                        .build(),
                true);
    }

    private Answer<JsonNode> call(Request request, boolean writes) {
        try (Response response = client.newCall(request).execute()) {
            return answer(response, writes);
        } catch (IOException failed) {
            Optional<Answer<JsonNode>> neverSent = neverSent(failed);
            return neverSent.isPresent()
                    ? neverSent.get()
                    : unanswered(
                            "no answer from Zapier (" + failed.getClass().getSimpleName() + ")", ASK_AGAIN, writes);
        }
    }

    /** A call that ran out of time hides in its cause what it was waiting for. */
    private static Optional<Answer<JsonNode>> neverSent(IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof Authorization.NoToken none) {
                return Optional.of(new Answer.Later<>(none.wait, none.reason));
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return Optional.of(new Answer.Later<>(Duration.ofSeconds(2), String.valueOf(cause.getMessage())));
            }
        }
        return Optional.empty();
    }

    private Answer<JsonNode> answer(Response response, boolean writes) throws IOException {
        int status = response.code();
        // These two say all by their status; what follows it may be long, late or lost.
        if (status == 429) {
            return new Answer.Later<>(RetryHints.wait(response.headers(), clock.instant()), "Zapier answered 429");
        }
        if (status >= 500) {
            return unanswered(
                    "Zapier answered " + status, RetryHints.wait(response.headers(), clock.instant()), writes);
        }
        Optional<JsonNode> body = status >= 300 ? bodyIfItComes(response) : body(response);
        JsonNode tree = body.orElse(MissingNode.getInstance());
        if (status == 401 || (status == 400 && WireShapes.code(tree).equals("unauthenticated"))) {
            return new Answer.Later<>(Authorization.REFUSED_WAIT, "Zapier refused the credentials (" + status + ")");
        }
        if (status >= 300) {
            return new Answer.Refused<>(status, ("Zapier answered " + status + " " + WireShapes.reason(tree)).strip());
        }
        if (body.isEmpty() && !response.request().method().equals("DELETE")) {
            return unanswered("Zapier's answer was not JSON", ASK_AGAIN, writes);
        }
        Optional<String> failed = WireShapes.metaErrors(tree);
        return failed.isPresent()
                ? new Answer.Refused<>(status, "Zapier refused the call: " + failed.get())
                : new Answer.Given<>(tree);
    }

    private static Answer<JsonNode> unanswered(String reason, Duration wait, boolean writes) {
        return writes ? new Answer.Unknown<>(reason) : new Answer.Later<>(wait, reason);
    }

    private static Optional<JsonNode> bodyIfItComes(Response response) {
        try {
            return body(response);
        } catch (IOException lost) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> body(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MOST_BYTES + 1)) {
            throw new IOException("answer larger than " + MOST_BYTES + " bytes");
        }
        return JsonText.parse(source.getBuffer().readUtf8());
    }

    /** OkHttp repeats a call by itself after 503 with Retry-After 0, 408 and 421, unless its body can be sent only once. */
    private static final class SentOnce extends RequestBody {
        private final byte[] json;

        SentOnce(ObjectNode body) {
            this.json = body.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return json.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(json);
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
