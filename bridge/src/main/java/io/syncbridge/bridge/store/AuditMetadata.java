package io.syncbridge.bridge.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.RowJson;
import io.syncbridge.webhooks.Origin;
import java.util.List;
import java.util.Optional;

/**
 * The column {@code metadata} of an audit row. Its keys are fixed by the design, section 4.
 *
 * @param mapping its name
 * @param origin the request that led to the row, if one did
 */
record AuditMetadata(String mapping, Optional<Origin> origin) {

    /** Of a change that came from the other side. */
    String of(AuditTrail.Entry entry) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("sync_direction", AuditTrail.direction(entry.to()));
        metadata.put("sync_source", entry.to().other().sourceName());
        return of(entry, metadata);
    }

    /** Of an undo, which comes from neither side. */
    String ofUndo(AuditTrail.Entry entry, List<String> syncIds) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        ArrayNode undoes = metadata.putArray("undoes");
        syncIds.forEach(undoes::add);
        return of(entry, metadata);
    }

    private String of(AuditTrail.Entry entry, ObjectNode metadata) {
        metadata.put("sync_id", entry.syncId());
        metadata.put("rule", entry.rule());
        metadata.put("mapping", mapping);
        origin.ifPresent(request -> metadata.put("request_id", request.requestId()));
        if (entry.clamped()) {
            metadata.put("clamped", true);
        }
        entry.sourceTime().ifPresent(time -> metadata.put("source_timestamp", time.toString()));
        if (!entry.after().isEmpty()) {
            ObjectNode changes = metadata.putObject("changes");
            entry.after().values().forEach((field, value) -> {
                if (value.isBlank() && entry.before().get(field).isBlank()) {
                    return; // a column that a new row leaves empty is no change
                }
                ArrayNode pair = changes.putArray(field);
                pair.add(RowJson.text(entry.before().get(field)).orElse(null));
                pair.add(RowJson.text(value).orElse(null));
            });
        }
        if (!entry.lost().isEmpty()) {
            metadata.set("lost", RowJson.write(entry.lost()));
        }
        return metadata.toString();
    }
}
