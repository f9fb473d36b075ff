package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** OkHttp repeats a call by itself after 503 with Retry-After 0, 408 and 421, unless its body can be sent only once. */
final class SentOnce extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");

    private final byte[] json;

    SentOnce(ObjectNode body) {
        this.json = body.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return json.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(json);
    }
}
