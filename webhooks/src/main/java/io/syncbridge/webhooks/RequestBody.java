package io.syncbridge.webhooks;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The bytes of a body, or why there are none. Nothing is buffered beyond the limit, whatever the framing claims. */
sealed interface RequestBody {

    /** Bytes that are read at once. */
    int CHUNK = 16 * 1024;

    /** Complete. */
    record Complete(
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) implements RequestBody {}

    /** Refused. */
    record Refused(Answer answer) implements RequestBody {}

    /**
     * Reads to the end. The first read is what makes the server answer {@code Expect: 100-continue}, so that a body
     * announced as too large is never sent.
     */
    static RequestBody read(HttpServletRequest request, int limit, Duration time, InstantSource clock) {
        if (request.getContentLengthLong() > limit) {
            return new Refused(Problem.tooLarge(limit));
        }
        Instant deadline = clock.instant().plus(time);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long announced = request.getContentLengthLong();
        byte[] chunk = new byte[announced < 0 ? CHUNK : Math.clamp(announced, 1, CHUNK)];
        try {
            InputStream in = request.getInputStream();
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (bytes.size() + count > limit) {
                    return new Refused(Problem.tooLarge(limit));
                }
                if (clock.instant().isAfter(deadline)) {
                    return new Refused(Problem.tooSlow());
                }
                bytes.write(chunk, 0, count);
            }
            return new Complete(bytes.toByteArray());
        } catch (IOException | RuntimeException e) {
            // Jetty reports broken framing as an unchecked exception. Either way the sender is at fault and may be
            // gone.
            return new Refused(isTimeout(e) ? Problem.tooSlow() : incomplete());
        }
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static Answer incomplete() {
        return Problem.badRequest(
                List.of(new FieldError("body", "ended before its announced length or its last chunk")));
    }
}
