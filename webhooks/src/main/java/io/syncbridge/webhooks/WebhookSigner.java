package io.syncbridge.webhooks;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Signs what the bridge sends, as Standard Webhooks v1: the counterpart of what {@link SignatureVerifier} checks. */
public final class WebhookSigner {
    private final Secret secret;

    /** Signs with this secret. */
    public WebhookSigner(Secret secret) {
        this.secret = secret;
    }

    /**
     * The headers of one message.
     *
     * @param id the same on every try, so that a receiver can tell a repetition; without a dot
     * @param at when this try is sent
     * @param body exactly the bytes that are sent
     */
    public Map<String, String> headers(String id, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        byte[] signature = SignatureVerifier.sign(secret, id, timestamp, body);
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", timestamp,
                "webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
    }

    @Override
    public String toString() {
        return "WebhookSigner[hidden]";
    }
}
