package io.syncbridge.bridge.zapier;

import java.io.IOException;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Shortens what no wait can be. The HTTP client reads Retry-After of a 408 or 503 itself, as an int, and throws for more digits
 * than one has; found by fuzzing. Belongs among the network interceptors, below the client's own.
 */
public final class SaneRetryAfter implements Interceptor {
    private static final String NAME = "Retry-After";
    private static final Pattern ENDLESS = Pattern.compile("\\d{10,}");
    private static final String LONG = "999999999";

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        String wait = answer.header(NAME);
        return wait != null && ENDLESS.matcher(wait).matches()
                ? answer.newBuilder().header(NAME, LONG).build()
                : answer;
    }
}
