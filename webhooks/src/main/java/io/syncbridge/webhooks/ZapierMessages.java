package io.syncbridge.webhooks;

import io.syncbridge.mapping.TableMapping;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Events of a Zapier table that came another way than by a webhook, read exactly as a webhook's body is. */
public final class ZapierMessages {

    private ZapierMessages() {}

    /**
     * The records that a message names; empty when it names none or cannot be read. One that holds no more than a record
     * id is enough.
     *
     * @param json the message, in any shape that a webhook may have
     */
    public static List<Hint> hints(TableMapping mapping, String json) {
        Parsed parsed = new ZapierWebhook(mapping).parse(json.getBytes(StandardCharsets.UTF_8), false);
        return switch (parsed) {
            case Parsed.Hints found -> found.hints();
            case Parsed.Ignored ignored -> List.of();
            case Parsed.Malformed malformed -> List.of();
        };
    }
}
