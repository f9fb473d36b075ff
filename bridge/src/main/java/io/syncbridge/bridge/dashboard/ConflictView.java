package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.RecentConflicts;
import java.util.TreeSet;

/** One conflict on the page: the fields by name, and both values of those whose contents may be seen. */
final class ConflictView {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConflictView() {}

    static void write(ObjectNode json, RecentConflicts.Conflict conflict, Contents contents) {
        json.put("at", conflict.at().toString())
                .put("table", conflict.mapping())
                .put("record", conflict.record())
                .put("rule", conflict.rule())
                .put("sync_id", conflict.syncId())
                .put("winner", conflict.direction().equals("tables_to_supabase") ? "zapier" : "supabase");
        JsonNode changes = read(conflict.changes());
        JsonNode lost = read(conflict.lost());
        TreeSet<String> fields = new TreeSet<>();
        lost.fieldNames().forEachRemaining(fields::add);
        if (fields.isEmpty()) {
            changes.fieldNames().forEachRemaining(fields::add);
        }
        ArrayNode all = json.putArray("fields");
        for (String field : fields) {
            ObjectNode shown = all.addObject().put("name", field);
            if (contents.shows(conflict.mapping(), field)) {
                shown.set("kept", changes.path(field).path(1));
                shown.set("lost", lost.path(field));
            }
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database answered what is no JSON", impossible);
        }
    }
}
