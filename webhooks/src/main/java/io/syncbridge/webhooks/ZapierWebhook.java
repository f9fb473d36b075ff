package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/** A request of a Zap for one mapping: an event in any of the shapes of {@link ZapierShapes}, or 1 to 1,000 in an array. */
final class ZapierWebhook implements BodyParser {
    private final TableMapping mapping;

    ZapierWebhook(TableMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public Parsed parse(byte[] body, boolean isForm) {
        if (isBlank(body)) {
            return new Parsed.Ignored("the body is empty, as in a test of the address");
        }
        try {
            // A Zap's raw step may say it sends a form and send JSON; in a form these characters would be escaped.
            boolean looksLikeJson = body[0] == '{' || body[0] == '[';
            JsonNode root = isForm && !looksLikeJson ? FormBody.read(body) : StrictJson.tree(body);
            return events(ZapierShapes.unquoted(root));
        } catch (CharacterCodingException e) {
            return Parsed.Malformed.of("body", isForm ? "not a form in UTF-8" : "not valid UTF-8");
        } catch (IOException e) {
            return StrictJson.malformed(e);
        }
    }

    private Parsed events(JsonNode root) throws IOException {
        if (!(root instanceof ArrayNode array)) {
            return event(root, "");
        }
        if (array.isEmpty() || array.size() > WebhookLimits.MAX_EVENTS) {
            return Parsed.Malformed.of("body", "an array needs 1 to " + WebhookLimits.MAX_EVENTS + " events");
        }
        List<Hint> hints = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < array.size() && errors.size() < Problem.MOST_ERRORS; i++) {
            switch (event(ZapierShapes.unquoted(array.get(i)), "[" + i + "].")) {
                case Parsed.Hints found -> hints.addAll(found.hints());
                case Parsed.Malformed malformed -> errors.addAll(malformed.errors());
                case Parsed.Ignored ignored -> throw new IllegalStateException("an event alone is never ignored");
            }
        }
        return errors.isEmpty() ? new Parsed.Hints(hints) : new Parsed.Malformed(errors);
    }

    private Parsed event(JsonNode event, String at) throws IOException {
        return event instanceof ObjectNode object
                ? new ZapierEvent(mapping, ZapierShapes.nested(object)).parsed(at)
                : Parsed.Malformed.of(at.isEmpty() ? "body" : at, "must be an object");
    }

    private static boolean isBlank(byte[] body) {
        for (byte value : body) {
            if (value != ' ' && value != '\t' && value != '\r' && value != '\n') {
                return false;
            }
        }
        return true;
    }
}
