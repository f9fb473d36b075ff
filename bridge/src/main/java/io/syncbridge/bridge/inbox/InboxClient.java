package io.syncbridge.bridge.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.config.InboxSettings;
import io.syncbridge.bridge.inbox.LeasedMessages.Message;
import io.syncbridge.bridge.inbox.LeasedMessages.Standing;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.HttpUrl;

/** The calls of the Trigger Inbox that the bridge makes. Source: zapier-tables-api reference, section 4.1. */
final class InboxClient {
    private static final int MOST_MESSAGES = 100;
    /** Heartbeats come more often; a stream that is silent for so long is dead. */
    private static final Duration QUIET = Duration.ofSeconds(90);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ZapierHttp http;
    private final HttpUrl inboxes;
    private final InboxSettings settings;

    /** An inbox. */
    record Inbox(String id, Standing standing) {}

    InboxClient(ZapierHttp http, HttpUrl base, InboxSettings settings) {
        this.http = http;
        this.inboxes = base.newBuilder().addPathSegment("inboxes").build();
        this.settings = settings;
    }

    /** Makes the inbox of this key unless it is there. */
    Answer<Inbox> ensure(String key, String zapierTableId) {
        ObjectNode body = NODES.objectNode().put("key", key);
        ObjectNode subscription = body.putObject("subscription")
                .put("app_key", settings.appKey())
                .put("action_key", settings.actionKey())
                .putNull("connection_id");
        subscription.set("inputs", settings.inputsFor(zapierTableId));
        return http.send("PUT", inboxes, Optional.of(body)).then(InboxClient::inbox);
    }

    Answer<LeasedMessages> lease(String inboxId) {
        ObjectNode body = NODES.objectNode()
                .put("lease_limit", MOST_MESSAGES)
                .put("lease_seconds", settings.lease().toSeconds());
        return http.send("POST", messages(inboxId, "lease"), Optional.of(body)).map(InboxClient::leased);
    }

    /** Takes messages out for good. Refused with 400 when the lease has ended: they come again. */
    Answer<Boolean> ack(String inboxId, String leaseId, List<Message> done) {
        ObjectNode body = NODES.objectNode().put("lease_id", leaseId);
        ArrayNode ids = body.putArray("message_ids");
        done.forEach(message -> ids.add(message.id()));
        return http.send("POST", messages(inboxId, "ack"), Optional.of(body)).map(tree -> true);
    }

    /** The stream that tells of news. */
    Call events(String inboxId) {
        HttpUrl address = inboxes.newBuilder()
                .addPathSegment(inboxId)
                .addPathSegment("events")
                .build();
        return http.stream(address, QUIET);
    }

    private HttpUrl messages(String inboxId, String what) {
        return inboxes.newBuilder()
                .addPathSegment(inboxId)
                .addPathSegment("messages")
                .addPathSegment(what)
                .build();
    }

    private static Answer<Inbox> inbox(JsonNode tree) {
        String id = tree.path("id").asText("");
        return id.isEmpty()
                ? new Answer.Later<>(ASK_AGAIN, "Zapier's answer names no inbox")
                : new Answer.Given<>(new Inbox(id, standing(tree)));
    }

    private static LeasedMessages leased(JsonNode tree) {
        List<Message> messages = new ArrayList<>();
        tree.path("results").forEach(message -> {
            JsonNode payload = message.path("payload");
            String text = payload.isMissingNode() || payload.isNull() ? "" : payload.toString();
            messages.add(new Message(message.path("id").asText(""), text));
        });
        return new LeasedMessages(tree.path("lease_id").asText(""), messages, standing(tree.path("inbox_attributes")));
    }

    private static Standing standing(JsonNode tree) {
        return new Standing(
                tree.path("status").asText("active"),
                tree.path("paused_reason").isTextual()
                        ? tree.path("paused_reason").textValue()
                        : "");
    }
}
