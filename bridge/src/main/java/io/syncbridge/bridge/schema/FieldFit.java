package io.syncbridge.bridge.schema;

import io.syncbridge.mapping.FieldType;
import java.util.Set;

/**
 * Which types of Zapier fields can hold a mapped type without losing values. A type that is not in the known list is taken
 * as it is: Zapier adds types, and a value that does not fit is parked by itself. Source: zapier-tables-api reference,
 * section 1.5.
 */
final class FieldFit {
    private static final Set<String> TEXTS =
            Set.of("string", "text", "labeled_string", "link", "email", "phone_number", "uuid");
    private static final Set<String> NUMBERS = Set.of("number", "decimal", "currency");
    private static final Set<String> PLAIN_TEXTS = Set.of("string", "text", "labeled_string");
    private static final Set<String> OTHERS = Set.of("boolean", "datetime", "json", "linked_record");

    private FieldFit() {}

    /** True when a Zapier field of this type can hold the mapped type. */
    static boolean holds(FieldType type, String wire) {
        boolean multiple = wire.startsWith("multiple_");
        if (!multiple && !TEXTS.contains(wire) && !NUMBERS.contains(wire) && !OTHERS.contains(wire)) {
            return true;
        }
        return switch (type) {
            case FieldType.Text text -> TEXTS.contains(wire);
            case FieldType.Uuid uuid -> wire.equals("uuid") || PLAIN_TEXTS.contains(wire);
            case FieldType.Whole whole -> NUMBERS.contains(wire) || PLAIN_TEXTS.contains(wire);
            case FieldType.Decimal decimal -> NUMBERS.contains(wire) || PLAIN_TEXTS.contains(wire);
            case FieldType.Flag flag -> wire.equals("boolean") || PLAIN_TEXTS.contains(wire);
            case FieldType.Timestamp time -> wire.equals("datetime") || PLAIN_TEXTS.contains(wire);
            case FieldType.Json json -> wire.equals("json") || PLAIN_TEXTS.contains(wire);
            case FieldType.Listing list -> multiple || PLAIN_TEXTS.contains(wire);
            case FieldType.Choice choice -> PLAIN_TEXTS.contains(wire);
            case FieldType.Inet inet -> PLAIN_TEXTS.contains(wire);
        };
    }
}
