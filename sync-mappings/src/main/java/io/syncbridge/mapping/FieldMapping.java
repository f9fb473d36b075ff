package io.syncbridge.mapping;

import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;

/**
 * One field of a mapping.
 *
 * @param name canonical name, unique in its mapping; what messages and audit rows call the field
 * @param column the PostgreSQL column
 * @param zapierField the Zapier field's display name; resolved to its stable {@code f<n>} key at start
 * @param type the type with its limits
 * @param direction which way values travel
 * @param required true when Supabase needs a value
 * @param fallback what is written to Supabase for a cell without value; EMPTY means the column's own default
 * @param merge how it is merged where both sides changed it; consulted under {@link ConflictPolicy#MERGE} only
 */
public record FieldMapping(
        String name,
        String column,
        String zapierField,
        FieldType type,
        FieldDirection direction,
        boolean required,
        FieldValue fallback,
        MergeRule merge) {

    /** A field that the newer edit decides. */
    public FieldMapping(
            String name,
            String column,
            String zapierField,
            FieldType type,
            FieldDirection direction,
            boolean required,
            FieldValue fallback) {
        this(name, column, zapierField, type, direction, required, fallback, new MergeRule.Newest());
    }

    /** True when both rows mean the same in this field, at the precision both sides keep. */
    public boolean same(Row left, Row right) {
        return type.same(left.get(name), right.get(name));
    }

    /** The same field, merged by another rule. */
    public FieldMapping mergedBy(MergeRule rule) {
        return new FieldMapping(name, column, zapierField, type, direction, required, fallback, rule);
    }
}
