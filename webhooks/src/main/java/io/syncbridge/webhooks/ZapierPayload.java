package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The record as an event shows it, kept because an edit that a write of ours overwrote unseen is found nowhere else. */
final class ZapierPayload {

    private ZapierPayload() {}

    /**
     * The record in {@code new}, or the event itself where it is a bare record. Never {@code old}: that is what the record
     * no longer holds. Empty unless {@code edited_at} and {@code data} are both there, when the record shown is another
     * one, and when PostgreSQL could not store the text; the record is then read from Zapier like any other.
     */
    static Optional<String> of(ObjectNode event, String recordId) {
        if (event.get("new") instanceof ObjectNode version) {
            return ofRecord(version, recordId);
        }
        return event.hasNonNull("old") ? Optional.empty() : ofRecord(event, recordId);
    }

    private static Optional<String> ofRecord(ObjectNode shown, String recordId) {
        String shownId = shown.path("id").asText();
        boolean isAnother = Hint.ZapierRecord.isRecordId(shownId) && !shownId.equals(recordId);
        if (isAnother
                || shown.path("edited_at").asText().isBlank()
                || !(shown.get("data") instanceof ObjectNode data)) {
            return Optional.empty();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put("id", recordId);
        for (String time : List.of("edited_at", "created_at", "deleted_at")) {
            JsonNode value = shown.path(time);
            if (value.isTextual() && !value.textValue().isBlank()) {
                kept.set(time, value);
            }
        }
        if (!kept.has("edited_at")) {
            return Optional.empty();
        }
        kept.set("data", data);
        String text = kept.toString();
        // U+0000 appears escaped. A user's text that spells the escape loses its payload too: rare, and only a payload.
        return Keys.isText(text) && !text.contains("\\u0000") ? Optional.of(text) : Optional.empty();
    }
}
