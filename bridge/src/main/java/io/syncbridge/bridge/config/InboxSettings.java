package io.syncbridge.bridge.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.HttpUrl;

/**
 * Which tables are heard of by Zapier's Trigger Inbox, and how. Keys of app, trigger and inputs are settings because no
 * reference publishes them (zapier-tables-api reference, section 4.3).
 *
 * @param mappings names of mappings; empty switches inboxes off
 * @param base where inboxes are; empty means below Zapier's address, as its own client does
 * @param actionKey the trigger's key, not blank where there are mappings
 * @param inputs a JSON object in which {@code {table_id}} stands for the Zapier table's ULID
 * @param lease how long messages belong to one instance; 5 s to 1 h
 * @param poll how often to look without news; from 1 s
 */
public record InboxSettings(
        Set<String> mappings,
        Optional<HttpUrl> base,
        String appKey,
        String actionKey,
        String inputs,
        Duration lease,
        Duration poll) {

    /** Copies. */
    public InboxSettings {
        mappings = Set.copyOf(mappings);
    }

    static InboxSettings read(Settings settings, List<TableMapping> known, List<String> problems) {
        Set<String> wanted = mappings(settings.get("zapier_inbox").orElse(""), known, problems);
        String action = settings.get("zapier_inbox_action_key").orElse("");
        if (!wanted.isEmpty() && action.isEmpty()) {
            problems.add("ZAPIER_INBOX_ACTION_KEY is not set; find the trigger's key as docs/trigger-inbox.md says");
        }
        Optional<String> baseText = settings.get("zapier_inbox_base");
        Optional<HttpUrl> base = baseText.flatMap(text -> Optional.ofNullable(HttpUrl.parse(text)));
        if (baseText.isPresent() && base.isEmpty()) {
            problems.add("ZAPIER_INBOX_BASE is not an address; write it like https://api.zapier.com/trigger-inbox/v1");
        }
        String inputs = settings.get("zapier_inbox_inputs").orElse("{\"table_id\":\"{table_id}\"}");
        if (JsonText.parse(inputs).filter(ObjectNode.class::isInstance).isEmpty()) {
            problems.add("ZAPIER_INBOX_INPUTS must be a JSON object such as {\"table_id\":\"{table_id}\"}");
        }
        return new InboxSettings(
                wanted,
                base,
                settings.get("zapier_inbox_app_key").orElse("TableCLIAPI@1.26.0"),
                action,
                inputs,
                duration(settings, "zapier_inbox_lease", Duration.ofSeconds(60), Duration.ofSeconds(5), problems),
                duration(settings, "zapier_inbox_poll", Duration.ofSeconds(30), Duration.ofSeconds(1), problems));
    }

    private static Set<String> mappings(String text, List<TableMapping> known, List<String> problems) {
        List<String> names = known.stream().map(TableMapping::name).toList();
        if (text.equals("all")) {
            return Set.copyOf(names);
        }
        Set<String> wanted = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty() && !names.contains(name)) {
                problems.add("ZAPIER_INBOX names no mapping that runs: " + name + "; there are "
                        + String.join(", ", names) + ", or write all");
            } else if (!name.isEmpty()) {
                wanted.add(name);
            }
        }
        return wanted;
    }

    private static Duration duration(
            Settings settings, String name, Duration usual, Duration least, List<String> problems) {
        String label = name.toUpperCase(java.util.Locale.ROOT);
        Optional<String> text = settings.get(name);
        Duration read = text.flatMap(DurationText::parse).orElse(usual);
        boolean unreadable = text.isPresent() && DurationText.parse(text.get()).isEmpty();
        if (unreadable || read.compareTo(least) < 0 || read.compareTo(Duration.ofHours(1)) > 0) {
            problems.add(label + " must be a duration from " + least.toSeconds() + "s to 1h, such as 30s, not "
                    + text.orElse(""));
        }
        return read;
    }

    /** The inputs for one table, as JSON. */
    public ObjectNode inputsFor(String zapierTableId) {
        return (ObjectNode)
                JsonText.parse(inputs.replace("{table_id}", zapierTableId)).orElseThrow();
    }
}
