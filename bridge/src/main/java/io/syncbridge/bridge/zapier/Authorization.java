package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Puts the token on every call; exchanges client credentials and renews five minutes before expiry, one exchange at a
 * time. An answer 401 (or 400 "unauthenticated") drops the token and repeats the call once with a fresh one: the call was
 * turned away at the door, so nothing can happen twice. Source: zapier-tables-api reference, section 2.
 */
final class Authorization implements Interceptor {
    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final long MOST_ERROR_BYTES = 64 * 1024;

    private final ZapierCredentials credentials;
    private final HttpUrl tokenAddress;
    private final OkHttpClient plain;
    private final InstantSource clock;
    private final ReentrantLock exchange = new ReentrantLock();
    private volatile Held held = new Held("", Instant.MIN);

    private record Held(String token, Instant until) {}

    Authorization(ZapierCredentials credentials, HttpUrl tokenAddress, OkHttpClient plain, InstantSource clock) {
        this.credentials = credentials;
        this.tokenAddress = tokenAddress;
        this.plain = plain;
        this.clock = clock;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        String token = token();
        Response answer = chain.proceed(signed(chain.request(), token));
        if (!(credentials instanceof ZapierCredentials.Client) || !isTurnedAway(answer)) {
            return answer;
        }
        answer.close();
        drop(token);
        return chain.proceed(signed(chain.request(), token()));
    }

    private static boolean isTurnedAway(Response answer) throws IOException {
        if (answer.code() != 400) {
            return answer.code() == 401;
        }
        // Peeked at, since whoever gets this answer reads it again.
        Optional<JsonNode> body =
                JsonText.parse(answer.peekBody(MOST_ERROR_BYTES).string());
        return body.map(WireShapes::code).filter("unauthenticated"::equals).isPresent();
    }

    private static Request signed(Request request, String token) {
        // Three dot-separated parts are a JWT, which the gateway wants under its own scheme.
        String scheme = token.split("\\.", -1).length == 3 ? "JWT " : "Bearer ";
        return request.newBuilder().header("Authorization", scheme + token).build();
    }

    private String token() throws IOException {
        return switch (credentials) {
            case ZapierCredentials.Token ready -> ready.token().value();
            case ZapierCredentials.Client client -> exchanged(client);
        };
    }

    private String exchanged(ZapierCredentials.Client client) throws IOException {
        Held current = held;
        if (clock.instant().isBefore(current.until())) {
            return current.token();
        }
        exchange.lock();
        try {
            if (clock.instant().isBefore(held.until())) {
                return held.token();
            }
            held = fetch(client);
            return held.token();
        } finally {
            exchange.unlock();
        }
    }

    private Held fetch(ZapierCredentials.Client client) throws IOException {
        FormBody form = new FormBody.Builder()
                .add("grant_type", "client_credentials")
                .add("client_id", client.clientId())
                .add("client_secret", client.clientSecret().value())
                .add("scope", "external")
                .add("audience", "zapier.com")
                .build();
        Request request = new Request.Builder().url(tokenAddress).post(form).build();
        try (Response answer = plain.newCall(request).execute()) {
            ResponseBody body = answer.body();
            JsonNode tree = JsonText.parse(body.string()).orElseThrow(() -> new TokenRefused(answer.code()));
            if (!answer.isSuccessful() || !tree.path("access_token").isTextual()) {
                throw new TokenRefused(answer.code());
            }
            Duration life = Duration.ofSeconds(tree.path("expires_in").asLong(3600));
            Duration use = life.compareTo(MARGIN.multipliedBy(2)) > 0 ? life.minus(MARGIN) : life.dividedBy(2);
            return new Held(tree.path("access_token").asText(), clock.instant().plus(use));
        }
    }

    private void drop(String token) {
        if (held.token().equals(token)) {
            held = new Held("", Instant.MIN);
        }
    }

    /** The token endpoint did not give a token. */
    static final class TokenRefused extends IOException {
        TokenRefused(int status) {
            super("Zapier's token endpoint answered " + status + " instead of a token");
        }
    }
}
