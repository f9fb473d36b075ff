package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers of the page's interface: JSON, never kept by anybody on the way. */
final class Json {
    private static final int MOST_BODY = 4096;
    private static final Pattern TYPE =
            Pattern.compile("application/json(\\s*;\\s*charset\\s*=\\s*\"?utf-?8\"?)?", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void answer(Context context, int status, JsonNode body) {
        answer(context, status, body.toString());
    }

    static void answer(Context context, int status, String body) {
        context.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * True when a request that changes something may be looked at: its body, where it says what it is, is JSON in UTF-8, and no
     * page of somebody else's made the browser send it. Otherwise it is answered here.
     */
    static boolean isTaken(Context context) {
        String type = context.header("Content-Type");
        if (type != null && !TYPE.matcher(type.strip()).matches()) {
            problem(context, 415, "send application/json");
            return false;
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            problem(context, 403, "this can only be done from the bridge's own page");
            return false;
        }
        return true;
    }

    /** The request's JSON; empty when it is none, or too long for anything that is asked here. */
    static Optional<JsonNode> body(Context context) {
        long length = context.req().getContentLengthLong();
        if (length > MOST_BODY || length < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(context.bodyAsBytes()));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** As RFC 9457 says it. */
    static void problem(Context context, int status, String title) {
        answer(context, status, object().put("title", title).put("status", status));
        context.contentType("application/problem+json");
    }
}
