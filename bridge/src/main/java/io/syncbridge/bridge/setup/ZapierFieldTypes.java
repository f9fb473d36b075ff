package io.syncbridge.bridge.setup;

import io.syncbridge.mapping.FieldType;

/**
 * The type of Zapier field that setup makes for a mapped type. JSON and lists become long text, as people have them in the
 * agent tables: a cell of text is kept as typed, also while it does not parse. Source: zapier-tables-api reference, section
 * 1.5; agent-tables reference.
 */
final class ZapierFieldTypes {
    private static final int LONGEST_LINE = 255;

    private ZapierFieldTypes() {}

    /** The wire name of the type. */
    static String of(FieldType type) {
        return switch (type) {
            case FieldType.Text text -> text.maxLength().orElse(Integer.MAX_VALUE) <= LONGEST_LINE ? "string" : "text";
            case FieldType.Uuid uuid -> "uuid";
            case FieldType.Whole whole -> "number";
            case FieldType.Decimal decimal -> "decimal";
            case FieldType.Flag flag -> "boolean";
            case FieldType.Timestamp time -> "datetime";
            case FieldType.Json json -> "text";
            case FieldType.Listing list -> "text";
            case FieldType.Choice choice -> "labeled_string";
            case FieldType.Inet inet -> "string";
        };
    }
}
