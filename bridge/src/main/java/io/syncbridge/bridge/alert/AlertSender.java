package io.syncbridge.bridge.alert;

import io.syncbridge.bridge.zapier.SaneAnswers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Posts messages: one try each, ten seconds at most, no redirect followed. */
public final class AlertSender implements AutoCloseable {
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final MediaType JSON = MediaType.get("application/json");

    private final InstantSource clock;
    private final OkHttpClient client = new OkHttpClient.Builder()
            .addNetworkInterceptor(new SaneAnswers())
            .callTimeout(MOST)
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .build();

    /** A sender whose signatures tell this clock's time. */
    public AlertSender(InstantSource clock) {
        this.clock = clock;
    }

    /** What became of a try. */
    public sealed interface Result {
        /** Answered 2xx. */
        record Delivered() implements Result {}

        /**
         * Not taken.
         *
         * @param reason in words, without address and secret
         * @param retryAfter what the receiver asked for
         */
        record Failed(String reason, Optional<Duration> retryAfter) implements Result {}
    }

    /** Sends a message that says that messages arrive. */
    public Result test(AlertTarget target, Optional<String> page) {
        return send(
                target,
                new AlertMessage(
                        "test_" + java.util.UUID.randomUUID(),
                        AlertMessage.Kind.TEST,
                        "test",
                        "",
                        clock.instant(),
                        Optional.empty(),
                        "This is a test: alerts of the sync bridge arrive here.",
                        "nothing; ./bridgectl alerts lists what is open",
                        page));
    }

    Result send(AlertTarget target, AlertMessage message) {
        byte[] body = message.body(target);
        Request.Builder request = new Request.Builder().url(target.url()).post(RequestBody.create(body, JSON));
        if (target instanceof AlertTarget.Webhook webhook) {
            request.header("webhook-id", message.id());
            webhook.signer()
                    .map(signer -> signer.headers(message.id(), clock.instant(), body))
                    .orElse(Map.of())
                    .forEach(request::header);
        }
        try (Response answer = client.newCall(request.build()).execute()) {
            return answer.isSuccessful()
                    ? new Result.Delivered()
                    : new Result.Failed("answered " + answer.code(), retryAfter(answer));
        } catch (IOException nobody) {
            return new Result.Failed("no answer (" + nobody.getClass().getSimpleName() + ")", Optional.empty());
        }
    }

    private static Optional<Duration> retryAfter(Response answer) {
        return Optional.ofNullable(answer.header("Retry-After"))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
