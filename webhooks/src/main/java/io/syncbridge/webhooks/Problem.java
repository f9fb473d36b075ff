package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Refusals as RFC 9457 problem details. None repeats content of the request. */
final class Problem {
    /** How many errors one answer lists. */
    static final int MOST_ERRORS = 20;

    private static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** 400 with every error found. */
    static Answer badRequest(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        ObjectNode body = body(400, "Bad Request", first.field() + ": " + first.message());
        ArrayNode list = body.putArray("errors");
        for (FieldError error : errors) {
            list.addObject().put("field", error.field()).put("message", error.message());
        }
        return new Answer(400, MEDIA_TYPE, body, Map.of());
    }

    /** 401, the same for every cause: whoever tries secrets learns nothing. */
    static Answer unauthorized() {
        ObjectNode body = body(
                401,
                "Unauthorized",
                "a valid secret in Authorization: Bearer or X-Webhook-Secret, or a signature, is needed");
        return new Answer(401, MEDIA_TYPE, body, Map.of("WWW-Authenticate", "Bearer realm=\"webhooks\""));
    }

    /** 404. */
    static Answer notFound() {
        return plain(
                404,
                "Not Found",
                "webhooks go to /webhooks/supabase, /webhooks/supabase/{table} or /webhooks/zapier/{table}");
    }

    /** 405. */
    static Answer methodNotAllowed() {
        ObjectNode body = body(405, "Method Not Allowed", "a webhook is a POST request");
        return new Answer(405, MEDIA_TYPE, body, Map.of("Allow", "POST"));
    }

    /** 408: the sender took too long over its body. */
    static Answer tooSlow() {
        ObjectNode body = body(408, "Request Timeout", "the body did not arrive in time");
        return new Answer(408, MEDIA_TYPE, body, Map.of("Connection", "close"));
    }

    /** 413; the connection ends, since the rest of the body stays unread. */
    static Answer tooLarge(int limit) {
        ObjectNode body = body(413, "Content Too Large", "a body may have " + limit + " bytes here");
        return new Answer(413, MEDIA_TYPE, body, Map.of("Connection", "close"));
    }

    /** 415. */
    static Answer unsupportedMediaType(String detail) {
        return plain(415, "Unsupported Media Type", detail);
    }

    /** 429: more than can be taken in now. */
    static Answer busy(Duration retryAfter) {
        return later(429, "Too Many Requests", "too many changes are waiting", retryAfter);
    }

    /** 429: one source sends more than its share. */
    static Answer tooOften() {
        ObjectNode body =
                body(429, "Too Many Requests", "this address sends too many webhooks; send fewer, or the same later");
        return new Answer(429, MEDIA_TYPE, body, Map.of("Retry-After", "1"));
    }

    /** 503: nothing can be stored now. */
    static Answer unavailable(Duration retryAfter) {
        return later(503, "Service Unavailable", "webhooks cannot be stored at the moment", retryAfter);
    }

    /** What the server or its router refuses, or could not do: the status and its name, nothing of the request or the fault. */
    static Answer ofServer(int status) {
        String title = HttpStatus.getMessage(status);
        return plain(status, title, status >= 500 ? "this failed; the log says why" : title.toLowerCase(Locale.ROOT));
    }

    private static Answer later(int status, String title, String detail, Duration retryAfter) {
        long roundedUp = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
        String seconds = Long.toString(Math.max(1, roundedUp));
        return new Answer(status, MEDIA_TYPE, body(status, title, detail), Map.of("Retry-After", seconds));
    }

    private static Answer plain(int status, String title, String detail) {
        return new Answer(status, MEDIA_TYPE, body(status, title, detail), Map.of());
    }

    private static ObjectNode body(int status, String title, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }
}
