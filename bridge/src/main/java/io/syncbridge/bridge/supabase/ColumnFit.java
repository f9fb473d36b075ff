package io.syncbridge.bridge.supabase;

import io.syncbridge.mapping.FieldType;
import java.util.Set;

/** Which types of columns can hold a mapped type without losing values. */
final class ColumnFit {
    private ColumnFit() {}

    /**
     * True when a column can hold the mapped type.
     *
     * @param category the type category of {@code pg_type}: S text, N number, B boolean, D date or time, E enum, I network
     *     address, A array, U and others for the rest
     */
    static boolean holds(FieldType type, String name, String category) {
        boolean text = category.equals("S");
        return switch (type) {
            case FieldType.Text any -> !Set.of("N", "B", "D", "A").contains(category);
            case FieldType.Uuid uuid -> text || name.equals("uuid");
            case FieldType.Whole whole -> text || category.equals("N");
            case FieldType.Decimal decimal -> text || category.equals("N");
            case FieldType.Flag flag -> text || category.equals("B");
            case FieldType.Timestamp time -> text || category.equals("D");
            case FieldType.Json json -> text || name.equals("json") || name.equals("jsonb");
            case FieldType.Listing list -> text || category.equals("A") || name.equals("json") || name.equals("jsonb");
            case FieldType.Choice choice -> text || category.equals("E");
            case FieldType.Inet inet -> text || category.equals("I");
        };
    }
}
