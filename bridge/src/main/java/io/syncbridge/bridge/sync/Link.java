package io.syncbridge.bridge.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.supabase.MappedTable;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;

/**
 * A mapping connected to both its tables.
 *
 * @param mapping the mapping, without optional fields that the Zapier table lacks
 * @param zapierTableId the Zapier table's ULID
 * @param zapier reads and writes its records' data
 * @param supabase the PostgreSQL table
 */
public record Link(TableMapping mapping, String zapierTableId, ZapierJson zapier, MappedTable supabase) {

    /** True when a record's data does not show a linked field that had a value at base. */
    boolean lacks(JsonNode data, Row base) {
        return zapier.fields().entrySet().stream()
                .anyMatch(field -> !base.get(field.getKey()).isBlank()
                        && !data.has(field.getValue().key()));
    }

    /** True when a record's data does not show some linked field. */
    boolean lacksAny(JsonNode data) {
        return zapier.fields().values().stream().anyMatch(field -> !data.has(field.key()));
    }
}
