package io.syncbridge.bridge.schema;

import io.syncbridge.codec.ZapierField;
import java.util.Map;

/**
 * What a mapping was linked to in Zapier.
 *
 * @param tableId the table's ULID
 * @param tableName the table's name as the mapping stated it then
 * @param fields by canonical field name
 */
public record Binding(String tableId, String tableName, Map<String, Bound> fields) {
    /** Copies the map. */
    public Binding {
        fields = Map.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param statedName its name as the mapping stated it when it was linked; another name there now means another field
     * @param field its stable key, and its type at that time
     * @param column the number of its column, which one dropped and made anew does not have again
     */
    public record Bound(String statedName, ZapierField field, int column) {
        /** The same field with its column's number. */
        public Bound inColumn(int number) {
            return new Bound(statedName, field, number);
        }
    }
}
