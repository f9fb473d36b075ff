package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** Answers of the page's interface: JSON, never kept by anybody on the way. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void answer(Context context, int status, JsonNode body) {
        context.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** As RFC 9457 says it. */
    static void problem(Context context, int status, String title) {
        answer(context, status, object().put("title", title).put("status", status));
        context.contentType("application/problem+json");
    }
}
