package io.syncbridge.bridge.zapier;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Keeps from the HTTP client what makes it throw anything but {@link IOException}; all found by fuzzing. It reads Retry-After of a
 * 408 or 503 itself, as an int, and throws for more digits than one has: no wait can be so long, so it is shortened. It throws, too,
 * when it reads, or passes over, a body of negative length: such an answer is as good as lost. Belongs among the network
 * interceptors, below the client's own.
 */
public final class SaneAnswers implements Interceptor {
    private static final String WAIT = "Retry-After";
    private static final Pattern ENDLESS = Pattern.compile("\\d{10,}");
    private static final String LONG = "999999999";
    private static final Pattern NEGATIVE = Pattern.compile("\\s*-.*");

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        String length = answer.header("Content-Length");
        if (length != null && NEGATIVE.matcher(length).matches()) {
            throw new ProtocolException("an answer of negative length"); // the client closes the connection for it
        }
        String wait = answer.header(WAIT);
        return wait != null && ENDLESS.matcher(wait).matches()
                ? answer.newBuilder().header(WAIT, LONG).build()
                : answer;
    }
}
