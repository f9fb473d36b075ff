package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.row.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A Zapier record as a webhook showed it, kept as text until its record is looked at. */
public final class ZapierPayload {
    private ZapierPayload() {}

    /** The form in which a record's state is kept. */
    public static String write(String recordId, Instant editedAt, JsonNode data) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("id", recordId).put("edited_at", editedAt.toString()).set("data", data);
        return tree.toString();
    }

    /** The form in which a user's edit that a write of ours replaced is kept, with the state it is a change of. */
    public static String write(String recordId, ZapierEvent edit) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("id", recordId).put("edited_at", edit.editedAt().toString());
        tree.put("unseen", edit.unseen());
        tree.set("edits", RowJson.write(edit.row()));
        tree.set("before", RowJson.write(edit.before().orElse(Row.NONE)));
        return tree.toString();
    }

    /**
     * The event a payload tells of; empty when it tells nothing that can be trusted: no clock, cells that cannot be read,
     * a deleted record. The record itself is read anyway.
     */
    public static Optional<ZapierEvent> read(ZapierJson codec, String payload, Optional<Instant> overwrittenAt) {
        Optional<JsonNode> tree = JsonText.parse(payload);
        if (tree.isEmpty() || tree.get().hasNonNull("deleted_at")) {
            return Optional.empty();
        }
        if (overwrittenAt.isPresent() && tree.get().has("before")) {
            return time(tree.get().path("edited_at").asText(""))
                    .map(at -> new ZapierEvent(
                            RowJson.read(codec.mapping(), tree.get().path("edits")),
                            at,
                            overwrittenAt,
                            Optional.of(RowJson.read(codec.mapping(), tree.get().path("before"))),
                            tree.get().path("unseen").asBoolean(false)));
        }
        Decoded decoded = codec.decodeStated(tree.get().path("data"));
        Optional<Instant> editedAt = time(tree.get().path("edited_at").asText(""));
        return decoded.isWhole() && !decoded.row().isEmpty()
                ? editedAt.map(at -> new ZapierEvent(decoded.row(), at, overwrittenAt))
                : Optional.empty();
    }

    /** The text of one mapped cell of a payload, if it is there and readable. */
    public static Optional<String> cell(ZapierJson codec, String payload, String field) {
        return JsonText.parse(payload)
                .map(tree -> codec.decodeStated(tree.path("data")).row())
                .filter(row -> row.has(field))
                .flatMap(row -> RecordKey.text(row.get(field)));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
