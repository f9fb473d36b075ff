package io.syncbridge.bridge.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.syncbridge.fixtures.postgres.TestDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows the bridge itself wrote into audit_log, oldest first. */
record AuditRows(List<Entry> entries) {

    private static final JsonMapper JSON = new JsonMapper();

    AuditRows {
        entries = List.copyOf(entries);
    }

    record Entry(String action, String resourceType, String resource, String actorType, JsonNode metadata) {

        String text(String key) {
            return metadata.path(key).asText();
        }

        /** The new value of a changed field; empty text when the field is not among the changes. */
        String changedTo(String field) {
            return metadata.path("changes").path(field).path(1).asText("");
        }
    }

    static AuditRows of(TestDatabase database) {
        return new AuditRows(database
                .rows("select action, resource_type, resource_id, actor_type, metadata::text as metadata from audit_log"
                        + " where actor = 'sync-bridge' order by id")
                .stream()
                .map(AuditRows::entry)
                .toList());
    }

    AuditRows about(String resource) {
        return new AuditRows(entries.stream()
                .filter(entry -> entry.resource().equals(resource))
                .toList());
    }

    AuditRows called(String action) {
        return new AuditRows(
                entries.stream().filter(entry -> entry.action().equals(action)).toList());
    }

    /** The actions alone, in order. */
    List<String> actions() {
        return entries.stream().map(Entry::action).toList();
    }

    /** The one row there is. */
    Entry only() {
        if (entries.size() != 1) {
            throw new AssertionError("one audit row expected, not " + entries);
        }
        return entries.getFirst();
    }

    private static Entry entry(Map<String, @Nullable Object> row) {
        try {
            return new Entry(
                    String.valueOf(row.get("action")),
                    String.valueOf(row.get("resource_type")),
                    String.valueOf(row.get("resource_id")),
                    String.valueOf(row.get("actor_type")),
                    JSON.readTree(String.valueOf(row.get("metadata"))));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("jsonb that does not parse", impossible);
        }
    }
}
