package io.syncbridge.bridge.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the bridge's audit rows, read back. Values are the canonical texts that the row holds; empty means no value.
 *
 * @param at when the row was written
 * @param action what it is called in the audit table
 * @param record the record's key, or its Zapier id where it had none
 * @param syncId names the write, or the run of {@code undo}
 * @param requestId the webhook that led to it, where one did
 * @param to the side that was written; empty where none was, or a person wrote
 * @param rule why: a row of the decision table, or a reason in words
 * @param madeAt when the change was made, as far as known
 * @param lag from then until it was written
 * @param changes by field
 * @param lost what a conflict cost, by field
 * @param undoes the syncs that an undo took back
 */
public record AuditedChange(
        Instant at,
        String action,
        String record,
        String syncId,
        Optional<String> requestId,
        Optional<Side> to,
        String rule,
        Optional<Instant> madeAt,
        Optional<Duration> lag,
        Map<String, Change> changes,
        Map<String, Optional<String>> lost,
        List<String> undoes) {

    /** Copies; order kept. */
    public AuditedChange {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
        undoes = List.copyOf(undoes);
    }

    /** A field before and after. */
    public record Change(Optional<String> before, Optional<String> after) {}

    /** True for a row that tells what a conflict cost; the write itself has a row of its own. */
    public boolean isConflict() {
        return action.equals("sync_conflict_resolved");
    }

    /** True for a row of {@code undo}. */
    public boolean isUndo() {
        return action.equals("sync_undone");
    }

    /** True for a row that tells why nothing was written. */
    public boolean isFailure() {
        return action.equals("sync_failed");
    }

    static AuditedChange of(Instant at, String action, String record, JsonNode metadata) {
        Map<String, Change> changes = new LinkedHashMap<>();
        metadata.path("changes")
                .properties()
                .forEach(field -> changes.put(
                        field.getKey(),
                        new Change(
                                text(field.getValue().path(0)),
                                text(field.getValue().path(1)))));
        Map<String, Optional<String>> lost = new LinkedHashMap<>();
        metadata.path("lost").properties().forEach(field -> lost.put(field.getKey(), text(field.getValue())));
        List<String> undoes = new ArrayList<>();
        metadata.path("undoes").forEach(id -> undoes.add(id.asText()));
        return new AuditedChange(
                at,
                action,
                record,
                metadata.path("sync_id").asText(),
                text(metadata.path("request_id")),
                side(metadata.path("sync_direction").asText()),
                metadata.path("rule").asText(),
                text(metadata.path("source_timestamp")).map(Instant::parse),
                text(metadata.path("lag_ms"))
                        .map(Double::valueOf)
                        .map(Double::longValue)
                        .map(Duration::ofMillis),
                changes,
                lost,
                undoes);
    }

    private static Optional<Side> side(String direction) {
        return switch (direction) {
            case "tables_to_supabase" -> Optional.of(Side.SUPABASE);
            case "supabase_to_tables" -> Optional.of(Side.ZAPIER);
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
    }
}
