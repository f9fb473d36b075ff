package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is remembered of a record, as the JSON that the bookkeeping row stores. Times are UTC text in microseconds. */
public final class MemoryJson {
    private MemoryJson() {}

    /** Writes everything; what is not known is left out. */
    public static String write(Memory memory) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("standing", memory.standing().name());
        tree.set("base", RowJson.write(memory.base()));
        tree.put("zapier_version", memory.zapierVersion().toString());
        tree.put("stamp", memory.stamp().toString());
        memory.own()
                .ifPresent(own -> tree.putObject("own")
                        .put("hash", own.contentHash())
                        .put("stamp", own.stamp().toString()));
        memory.unseenEdit()
                .ifPresent(edit -> tree.putObject("unseen_edit")
                        .put("landed_at", edit.landedAt().toString())
                        .put("edited_at", edit.editedAt().toString()));
        memory.blind().ifPresent(blind -> {
            ObjectNode node = tree.putObject("blind");
            node.put("from", blind.from().toString()).put("until", blind.until().toString());
            ArrayNode hashes = node.putArray("landed");
            blind.landedHashes().forEach(hashes::add);
        });
        ArrayNode doubts = tree.putArray("doubts");
        memory.doubts().forEach(doubt -> doubts.add(attempt(doubt)));
        return tree.toString();
    }

    /** Reads what {@link #write} wrote; an empty object is {@link Memory#NOTHING}. */
    public static Memory read(TableMapping mapping, String json) {
        JsonNode tree = JsonText.parse(json).orElseThrow(() -> new IllegalStateException("stored memory is not JSON"));
        if (!tree.has("standing")) {
            return Memory.NOTHING;
        }
        List<Attempt> doubts = new ArrayList<>();
        tree.path("doubts").forEach(node -> doubts.add(attempt(mapping, node)));
        return new Memory(
                Memory.Standing.valueOf(tree.path("standing").asText()),
                RowJson.read(mapping, tree.path("base")),
                time(tree, "zapier_version"),
                time(tree, "stamp"),
                present(tree, "own")
                        .map(own -> new Memory.OwnWrite(own.path("hash").asText(), time(own, "stamp"))),
                present(tree, "unseen_edit")
                        .map(edit -> new Memory.UnseenEdit(time(edit, "landed_at"), time(edit, "edited_at"))),
                present(tree, "blind").map(MemoryJson::blind),
                doubts);
    }

    private static Memory.Blind blind(JsonNode node) {
        List<String> hashes = new ArrayList<>();
        node.path("landed").forEach(hash -> hashes.add(hash.asText()));
        return new Memory.Blind(time(node, "from"), time(node, "until"), hashes);
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", attempt.id());
        node.put("kind", attempt.kind().name());
        node.set("fields", RowJson.write(attempt.fields()));
        node.set("before", RowJson.write(attempt.before()));
        node.put("sent_at", attempt.sentAt().toString());
        node.put("stamp", attempt.stamp().toString());
        node.put("rule", attempt.rule().name());
        node.set("lost", RowJson.write(attempt.lost()));
        if (attempt.clamped()) {
            node.put("clamped", true);
        }
        return node;
    }

    private static Attempt attempt(TableMapping mapping, JsonNode node) {
        Row lost = RowJson.read(mapping, node.path("lost"));
        return new Attempt(
                node.path("id").asText(),
                Attempt.Kind.valueOf(node.path("kind").asText()),
                RowJson.read(mapping, node.path("fields")),
                RowJson.read(mapping, node.path("before")),
                time(node, "sent_at"),
                time(node, "stamp"),
                Rule.valueOf(node.path("rule").asText()),
                lost,
                node.path("clamped").asBoolean(false));
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static Optional<JsonNode> present(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field));
    }
}
