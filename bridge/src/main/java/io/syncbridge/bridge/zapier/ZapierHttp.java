package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * One call to the Tables API, and what its answer means. Never repeats a call by itself (a PATCH whose answer was lost
 * may have landed), follows no redirect (the token would travel), reads at most 32 MiB, waits at most 30 s in all.
 */
public final class ZapierHttp implements AutoCloseable {
    private static final String SDK_PREFIX = "/api/v0/sdk/tables/api/v1";
    private static final Pattern TABLE = Pattern.compile("/tables/([^/]+).*");
    private static final Duration UNREACHABLE = Duration.ofSeconds(2);
    private static final Duration CIRCUIT_WAIT = Duration.ofSeconds(5);

    private final OkHttpClient client;
    private final HttpUrl base;
    private final InstantSource clock;
    private final ServerClock serverClock;
    private final ZapierGate gate;
    private final ZapierFigures figures;
    private final boolean background;

    /** A connection of one process alone, without a limit of its own. */
    public ZapierHttp(HttpUrl baseUrl, ZapierCredentials credentials, Duration timeout, InstantSource clock) {
        this(
                baseUrl,
                credentials,
                timeout,
                clock,
                new ZapierGate(clock, Optional.empty(), SharedLimits.none(), CIRCUIT_WAIT));
    }

    /** A connection that keeps to a limit and shares it, and what it learns, with other instances. */
    public ZapierHttp(
            HttpUrl baseUrl,
            ZapierCredentials credentials,
            Duration timeout,
            InstantSource clock,
            Optional<RateLimit> limit,
            SharedLimits shared) {
        this(baseUrl, credentials, timeout, clock, new ZapierGate(clock, limit, shared, CIRCUIT_WAIT));
    }

    /**
     * Prepares the connection.
     *
     * @param baseUrl Zapier's address, or a simulator's; {@code zapier.com} itself is turned into its API gateway
     * @param timeout the longest a call may take in all
     */
    ZapierHttp(HttpUrl baseUrl, ZapierCredentials credentials, Duration timeout, InstantSource clock, ZapierGate gate) {
        OkHttpClient plain = new OkHttpClient.Builder()
                .addNetworkInterceptor(new SaneAnswers())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(timeout)
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(timeout)
                .connectionPool(new ConnectionPool(32, 5, TimeUnit.MINUTES))
                .dispatcher(new Dispatcher(Executors.newVirtualThreadPerTaskExecutor()))
                .build();
        HttpUrl token = ZapierAddress.under(baseUrl, "/oauth/token/");
        this.serverClock = new ServerClock(clock);
        this.client = plain.newBuilder()
                .addNetworkInterceptor(serverClock)
                .addInterceptor(new Authorization(credentials, token, plain, clock))
                .build();
        this.base = ZapierAddress.of(baseUrl, SDK_PREFIX);
        this.clock = clock;
        this.gate = gate;
        this.figures = new ZapierFigures();
        this.background = false;
    }

    private ZapierHttp(ZapierHttp other) {
        this.client = other.client;
        this.base = other.base;
        this.clock = other.clock;
        this.serverClock = other.serverClock;
        this.gate = other.gate;
        this.figures = other.figures;
        this.background = true;
    }

    /** The same connection for work that can wait: its calls use at most half of the budget. */
    ZapierHttp background() {
        return new ZapierHttp(this);
    }

    ZapierGate gate() {
        return gate;
    }

    ZapierFigures figures() {
        return figures;
    }

    private ZapierCall call(String path, boolean writes) {
        Matcher table = TABLE.matcher(path);
        return new ZapierCall(table.matches() ? Optional.of(table.group(1)) : Optional.empty(), writes, background);
    }

    /** Zapier's clock, as its answers show it. */
    public ServerClock serverClock() {
        return serverClock;
    }

    /** A read. */
    Answer<JsonNode> get(String path, Map<String, String> query) {
        HttpUrl.Builder url = ZapierAddress.under(base, path).newBuilder();
        query.forEach(url::addQueryParameter);
        return call(new Request.Builder().url(url.build()).get().build(), call(path, false));
    }

    /** A read with a body. */
    Answer<JsonNode> query(String path, Map<String, String> query, ObjectNode body) {
        HttpUrl.Builder url =
                ZapierAddress.under(base, path).newBuilder().addQueryParameter("allow_nested_queries", "true");
        query.forEach(url::addQueryParameter);
        return call(
                new Request.Builder().url(url.build()).post(new SentOnce(body)).build(), call(path, false));
    }

    /** A write: when no answer comes it may have landed. */
    Answer<JsonNode> write(String method, String path, ObjectNode body) {
        return call(
                new Request.Builder()
                        .url(ZapierAddress.under(base, path))
                        .method(method, new SentOnce(body))
                        .build(),
                call(path, true));
    }

    /** A call to another of Zapier's interfaces that does no harm when it is made again. */
    public Answer<JsonNode> send(String method, HttpUrl address, Optional<ObjectNode> body) {
        RequestBody sent = body.<RequestBody>map(SentOnce::new).orElse(null);
        return call(
                new Request.Builder().url(address).method(method, sent).build(),
                new ZapierCall(Optional.empty(), false, background));
    }

    /**
     * An answer without end, for the caller to read and close.
     *
     * @param quiet the longest it may be silent
     */
    public Call stream(HttpUrl address, Duration quiet) {
        return client.newBuilder()
                .callTimeout(Duration.ZERO)
                .readTimeout(quiet)
                .build()
                .newCall(new Request.Builder().url(address).build());
    }

    private Answer<JsonNode> call(Request request, ZapierCall call) {
        Answer<JsonNode> answer = once(request, call);
        boolean absent = answer instanceof Answer.Refused<JsonNode> refused && refused.status() == 404;
        return absent && call.table().isPresent() ? recordOrTable(call.table().get(), answer) : answer;
    }

    /**
     * A 404 may mean the record or the whole table. Asked each time, and although the table may be paused: a table that
     * is gone must never look like one whose records were all deleted.
     */
    private Answer<JsonNode> recordOrTable(String tableId, Answer<JsonNode> absent) {
        Request request = new Request.Builder()
                .url(ZapierAddress.under(base, "/tables/" + tableId))
                .get()
                .build();
        ZapierCall table = new ZapierCall(Optional.of(tableId), false, background);
        return switch (once(request, new ZapierCall(Optional.empty(), false, background))) {
            case Answer.Given<JsonNode> given -> {
                gate.pauses().worked(table);
                yield absent;
            }
            case Answer.Later<JsonNode> later -> later;
            case Answer.Refused<JsonNode> gone -> {
                String reason = "Zapier has no table " + tableId + " (" + gone.status()
                        + "); restore it, or set ZAPIER_TABLE_<MAPPING> to another";
                yield new Answer.Later<>(
                        gate.pauses().refused(table, Answer.Cause.TABLE_GONE, reason), reason, Answer.Cause.TABLE_GONE);
            }
            case Answer.Unknown<JsonNode> unknown -> new Answer.Later<>(ZapierAnswers.ASK_AGAIN, unknown.reason());
        };
    }

    private Answer<JsonNode> once(Request request, ZapierCall call) {
        return gate.pass(call, () -> sent(request, call));
    }

    private ZapierGate.Sent<JsonNode> sent(Request request, ZapierCall call) {
        try (Response response = client.newCall(request).execute()) {
            figures.count(response.code());
            Answer<JsonNode> answer = new ZapierAnswers(gate.pauses(), clock).of(response, call);
            return new ZapierGate.Sent<>(answer, response.code() < 500);
        } catch (IOException failed) {
            Optional<Authorization.NoToken> noToken = cause(failed, Authorization.NoToken.class);
            Answer<JsonNode> answer =
                    noToken.<Answer<JsonNode>>map(this::notLoggedIn).orElseGet(() -> lost(failed, call));
            return new ZapierGate.Sent<>(
                    answer, noToken.filter(none -> !none.outage).isPresent());
        }
    }

    private Answer.Later<JsonNode> notLoggedIn(Authorization.NoToken none) {
        if (none.outage) {
            return new Answer.Later<>(none.wait, none.reason, Answer.Cause.CREDENTIALS);
        }
        if (none.busy) {
            gate.pauses().throttled(Optional.empty(), none.wait, none.reason);
            return new Answer.Later<>(none.wait, none.reason, Answer.Cause.THROTTLED);
        }
        return new Answer.Later<>(gate.pauses().loginRefused(none.reason), none.reason, Answer.Cause.CREDENTIALS);
    }

    private static Answer<JsonNode> lost(IOException failed, ZapierCall call) {
        boolean neverSent = cause(failed, ConnectException.class).isPresent()
                || cause(failed, UnknownHostException.class).isPresent();
        return neverSent
                ? new Answer.Later<>(
                        UNREACHABLE,
                        "Zapier cannot be reached (" + failed.getMessage() + "); check the network and ZAPIER_BASE_URL")
                : ZapierAnswers.unanswered(
                        "no answer from Zapier (" + failed.getClass().getSimpleName() + ")",
                        ZapierAnswers.ASK_AGAIN,
                        call);
    }

    /** A call that ran out of time hides in its cause what it was waiting for. */
    private static <T> Optional<T> cause(IOException failed, Class<T> type) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** Gives the connections back; nothing for {@link #background}, which has none of its own. */
    @Override
    public void close() {
        if (!background) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
