package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An audit row as it is hashed, version 1: the columns of {@code audit_log} by name as far as they are not null, the time in
 * microseconds since 1970 (UTC), other columns not at all. The values that a change or a failure quotes ({@code changes},
 * {@code lost}, and the {@code rule} of a failed sync) are hashed apart, with a salt, so that they can be erased while the rest
 * stays provable.
 *
 * @param columns as above, everything included
 */
record AuditRow(ObjectNode columns) {
    private static final List<String> NAMES = List.of(
            "id",
            "timestamp",
            "actor",
            "actor_type",
            "action",
            "resource_type",
            "resource_id",
            "metadata",
            "ip_address",
            "user_agent",
            "session_id",
            "severity",
            "data_classification",
            "compliance_tags",
            "retention_days");
    private static final Set<String> VALUES = Set.of("changes", "lost");
    private static final String ERASED = "erased";
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long MOST_DAYS = 1_000_000;

    /** The action of the row that tells of an erasure. */
    static final String ERASURE = "audit_erased";

    /**
     * From the row as {@code to_jsonb} gives it.
     *
     * @param time microseconds since 1970, or infinity
     */
    static AuditRow of(JsonNode row, String time) {
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        for (String name : NAMES) {
            JsonNode value = row.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                columns.set(name, value);
            }
        }
        if (time.matches("-?\\d+")) {
            columns.put("timestamp", Long.parseLong(time));
        } else {
            columns.put("timestamp", time);
        }
        return new AuditRow(columns);
    }

    /** SHA-256 of the salt and the values. */
    String valuesHash(byte[] salt) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        metadata().properties().stream()
                .filter(member -> isValue(member.getKey()))
                .forEach(member -> values.set(member.getKey(), member.getValue()));
        return Hashes.sha256(salt, CanonicalJson.bytes(values));
    }

    /** SHA-256 of everything else, with the hash of the values; the same before and after an erasure. */
    String contentHash(String table, String valuesHash) {
        ObjectNode rest = columns.deepCopy();
        if (metadata().isObject()) {
            ObjectNode plain = rest.putObject("metadata");
            metadata().properties().stream()
                    .filter(member ->
                            !isValue(member.getKey()) && !member.getKey().equals(ERASED))
                    .forEach(member -> plain.set(member.getKey(), member.getValue()));
        }
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("v", 1).put("table", table);
        content.set("row", rest);
        content.put("values", valuesHash);
        return Hashes.sha256(CanonicalJson.bytes(content));
    }

    /** True when it says that its values were erased, in whatever way. */
    boolean hasMark() {
        return metadata().has(ERASED);
    }

    /** True when it holds no values and says so. */
    boolean isErased() {
        JsonNode mark = metadata().path(ERASED);
        return mark.isBoolean()
                && mark.booleanValue()
                && metadata().properties().stream().noneMatch(member -> isValue(member.getKey()));
    }

    /** Rows whose values were erased, where this row tells of an erasure; of the same table. */
    List<Long> erases() {
        return isErasure()
                ? metadata()
                        .path("erased_rows")
                        .valueStream()
                        .map(JsonNode::asLong)
                        .toList()
                : List.of();
    }

    /** Who erased, for those who ask. */
    String erasedBy() {
        return metadata().path("by").asText("somebody");
    }

    /** When it was written: microseconds since 1970; empty for infinity. */
    Optional<Long> micros() {
        return columns.path("timestamp").isNumber()
                ? Optional.of(columns.path("timestamp").longValue())
                : Optional.empty();
    }

    /** When its own retention allows its removal, in microseconds since 1970; the bounds are those of audit_log's guard. */
    Optional<Long> keepUntil() {
        if (!columns.has("retention_days")) {
            return Optional.empty();
        }
        long days = Math.clamp(columns.path("retention_days").asLong(), 0, MOST_DAYS);
        return micros().map(at -> at + days * DAY_MICROS);
    }

    private boolean isErasure() {
        return action().equals(ERASURE);
    }

    private boolean isValue(String key) {
        return VALUES.contains(key) || (key.equals("rule") && action().equals("sync_failed"));
    }

    private String action() {
        return columns.path("action").asText();
    }

    private JsonNode metadata() {
        return columns.path("metadata");
    }
}
