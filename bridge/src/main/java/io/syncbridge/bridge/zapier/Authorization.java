package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.syncbridge.codec.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Puts the token on every call; exchanges client credentials and renews five minutes before expiry, one exchange at a
 * time. An answer 401 (or 400 "unauthenticated") drops the token and repeats the call once with a fresh one: the call was
 * turned away at the door, so nothing can happen twice. Source: zapier-tables-api reference, section 2.
 */
final class Authorization implements Interceptor {
    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final int MOST_SECONDS = 86_400;
    private static final long MOST_BYTES = 64L * 1024;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,65536}");

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

    private static boolean isTurnedAway(Response answer) {
        return answer.code() == 401 || (answer.code() == 400 && code(answer).equals("unauthenticated"));
    }

    private static String code(Response answer) {
        try {
            return JsonText.parse(answer.peekBody(MOST_BYTES).string())
                    .map(WireShapes::code)
                    .orElse("");
        } catch (IOException lost) {
            return "";
        }
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
            if (answer.code() == 429 || answer.code() >= 500) {
                throw new NoToken(answer.code(), RetryHints.wait(answer.headers(), clock.instant()));
            }
            JsonNode tree = JsonText.parse(answer.peekBody(MOST_BYTES).string()).orElse(MissingNode.getInstance());
            String token = tree.path("access_token").asText("");
            if (!answer.isSuccessful() || !PRINTABLE.matcher(token).matches()) {
                throw new NoToken(answer.code(), Duration.ZERO);
            }
            Duration life =
                    Duration.ofSeconds(Math.clamp(tree.path("expires_in").asLong(3600), 0, MOST_SECONDS));
            Duration use = life.compareTo(MARGIN.multipliedBy(2)) > 0 ? life.minus(MARGIN) : life.dividedBy(2);
            return new Held(token, clock.instant().plus(use));
        } catch (NoToken none) {
            throw none;
        } catch (IOException lost) {
            throw new NoToken(lost);
        }
    }

    private void drop(String token) {
        if (held.token().equals(token)) {
            held = new Held("", Instant.MIN);
        }
    }

    /** The token endpoint did not give a token, so the call itself was never sent. */
    static final class NoToken extends IOException {
        final Duration wait;
        final String reason;
        /** It is not there or not well, as opposed to: it does not want to. */
        final boolean outage;
        /** It asked to be left alone for a while. */
        final boolean busy;

        NoToken(int status, Duration wait) {
            super("Zapier's token endpoint answered " + status + " instead of a token");
            this.reason = String.valueOf(getMessage());
            this.wait = wait;
            this.outage = status >= 500;
            this.busy = status == 429;
        }

        NoToken(IOException lost) {
            super("no answer from Zapier's token endpoint (" + lost.getClass().getSimpleName() + ")", lost);
            this.reason = String.valueOf(getMessage());
            this.wait = Duration.ofSeconds(2);
            this.outage = true;
            this.busy = false;
        }
    }
}
