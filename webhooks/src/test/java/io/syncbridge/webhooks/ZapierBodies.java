package io.syncbridge.webhooks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Bodies as a Zap sends them, and what they are expected to say. */
final class ZapierBodies {
    static final String R = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
    static final String S = "01HZZZZZZZZZZZZZZZZZZZZZZ2";
    static final String RECORD = "{\"id\":\"" + R + "\",\"edited_at\":\"2026-01-02T03:04:05Z\",";

    private static final ZapierWebhook WEBHOOK = new ZapierWebhook(Mappings.JOBS);

    private ZapierBodies() {}

    static Parsed shown(String data) {
        return new Parsed.Hints(
                List.of(new Hint.ZapierRecord("agent_jobs", R, Optional.of(RECORD + "\"data\":" + data + "}"))));
    }

    static Parsed record(String id) {
        return new Parsed.Hints(List.of(plain(id)));
    }

    static Hint plain(String id) {
        return new Hint.ZapierRecord("agent_jobs", id, Optional.empty());
    }

    /** JSON with single quotes for double ones. */
    static Parsed json(String body) {
        return parse(body.replace('\'', '"'), false);
    }

    static Parsed form(String body) {
        return parse(body, true);
    }

    static Parsed parse(String body, boolean isForm) {
        return WEBHOOK.parse(body.getBytes(StandardCharsets.UTF_8), isForm);
    }
}
