package io.syncbridge.bridge.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one target is told.
 *
 * @param id the same on every try
 * @param kind what happened
 * @param rule by its label
 * @param since when it was seen first
 * @param lasted how long it lasted; empty while it does
 * @param page the dashboard's address, where known
 */
record AlertMessage(
        String id,
        Kind kind,
        String rule,
        String subject,
        Instant since,
        Optional<Duration> lasted,
        String summary,
        String remedy,
        Optional<String> page) {

    enum Kind {
        OPENED("alert.opened"),
        REMINDER("alert.reminder"),
        HEALED("alert.healed"),
        TEST("alert.test");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** The bytes for this target. */
    byte[] body(AlertTarget target) {
        ObjectNode json = switch (target) {
            case AlertTarget.Slack slack ->
                JsonNodeFactory.instance.objectNode().put("text", slackText());
            case AlertTarget.Webhook webhook -> event();
        };
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String slackText() {
        String head = switch (kind) {
            case OPENED -> ":rotating_light: *" + rule + "*  ";
            case REMINDER -> ":hourglass: *" + rule + "*, still, since " + since + "  ";
            case HEALED ->
                ":white_check_mark: *" + rule + "* is over after "
                        + lasted.map(Verdicts::span).orElse("a moment") + "  It was: ";
            case TEST -> ":wave: ";
        };
        String foot = kind == Kind.HEALED ? "" : "\n*What to do:* " + plain(remedy);
        return head + plain(summary) + foot + page.map(url -> "\n<" + url + ">").orElse("");
    }

    /** Slack reads these three as its own marks. */
    private static String plain(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private ObjectNode event() {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", kind.type);
        event.put("timestamp", since.plus(lasted.orElse(Duration.ZERO)).toString());
        ObjectNode data = event.putObject("data")
                .put("rule", rule)
                .put("subject", subject)
                .put("since", since.toString())
                .put("summary", summary)
                .put("remedy", remedy);
        lasted.ifPresent(time -> data.put("lasted_seconds", time.toSeconds()));
        page.ifPresent(url -> data.put("page", url));
        return event;
    }
}
