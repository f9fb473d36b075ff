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
record Answer(int status, String mediaType, String body, Map<String, String> headers) {

    /** The status of {@link #accepted}. */
    static final int ACCEPTED = 202;

    private static final Answer STORED = json(ACCEPTED, node().put("status", "accepted"));

    Answer(int status, String mediaType, ObjectNode body, Map<String, String> headers) {
        this(status, mediaType, body.toString(), headers);
    }

    /** 202: every record named is safely noted. */
    static Answer accepted() {
        return STORED;
    }

    /** 200: understood, and not for us. */
    static Answer ignored(String reason) {
        return json(200, node().put("status", "ignored").put("reason", reason));
    }

    private static Answer json(int status, ObjectNode body) {
        return new Answer(status, "application/json", body, Map.of());
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** In place of an answer that is prepared and not yet written. */
    void fill(Context context) {
        headers.forEach(context::header);
        context.status(status).contentType(mediaType).result(body);
    }

    void writeTo(HttpServletResponse response) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        headers.forEach(response::setHeader);
        response.getOutputStream().write(bytes);
    }
}
