package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param mediaType without charset; JSON is UTF-8 by definition
 * @param headers further headers
 */
record Answer(int status, String mediaType, ObjectNode body, Map<String, String> headers) {

    /** The status of {@link #accepted}. */
    static final int ACCEPTED = 202;

    /** 202: every record named is safely noted. */
    static Answer accepted() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", "accepted");
        return new Answer(ACCEPTED, "application/json", body, Map.of());
    }

    /** 200: understood, and not for us. */
    static Answer ignored(String reason) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("status", "ignored").put("reason", reason);
        return new Answer(200, "application/json", body, Map.of());
    }

    /** In place of an answer that is prepared and not yet written. */
    void fill(Context context) {
        headers.forEach(context::header);
        context.status(status).contentType(mediaType).result(body.toString());
    }

    void writeTo(HttpServletResponse response) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        headers.forEach(response::setHeader);
        response.getOutputStream().write(bytes);
    }
}
