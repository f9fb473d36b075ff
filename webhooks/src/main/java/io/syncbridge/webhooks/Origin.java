package io.syncbridge.webhooks;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which request something came by, for those who follow one change through logs, audit rows and traces.
 *
 * @param requestId what the caller called the request ({@code X-Request-Id}, 1 to 64 of {@code A-Z a-z 0-9 . _ : -}), or a
 *     UUID of version 7 made here
 * @param traceparent the trace it belongs to, in the form of W3C Trace Context, 55 characters; empty for none
 */
public record Origin(String requestId, Optional<String> traceparent) {
    /** The header that names a request, asked and answered. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern TRACE = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Refuses what no request may be called. */
    public Origin {
        if (!SANE.matcher(requestId).matches()) {
            throw new IllegalArgumentException("a request id has 1 to 64 characters of A-Z a-z 0-9 . _ : -");
        }
        if (traceparent.filter(text -> !TRACE.matcher(text).matches()).isPresent()) {
            throw new IllegalArgumentException("traceparent is not of version 00 of W3C Trace Context");
        }
    }

    /** What the headers say, as far as it is sane; what is not is left out, never repeated. */
    static Origin of(RequestHeaders headers) {
        return new Origin(
                only(headers.all(HEADER), SANE).orElseGet(Origin::madeUp), only(headers.all("traceparent"), TRACE));
    }

    /** The same request as part of this trace. */
    public Origin within(String trace) {
        return new Origin(requestId, Optional.of(trace));
    }

    private static Optional<String> only(List<String> values, Pattern form) {
        return values.size() == 1
                ? Optional.of(values.getFirst())
                        .filter(text -> form.matcher(text).matches())
                : Optional.empty();
    }

    /** Version 7: begins with the time, so that ids of one moment stand together. */
    private static String madeUp() {
        long time = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(0x1000);
        return new UUID(time, RANDOM.nextLong() >>> 2 | 1L << 63).toString();
    }
}
