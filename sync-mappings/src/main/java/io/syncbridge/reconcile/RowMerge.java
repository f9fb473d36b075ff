package io.syncbridge.reconcile;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three-way merge of two rows against the base they came from. A field that only one side changed takes that side's
 * value; one that both changed is merged by its rule. Equal changes are one change, except of a counter: two sides that
 * both went from 4 to 5 have counted two.
 *
 * @param agreed false when there is no base: what a side lacks then comes from the other
 */
record RowMerge(TableMapping mapping, Row base, boolean agreed) {

    /**
     * What a merge gave.
     *
     * @param row the merged content, version fields as the newest of both
     * @param lost values that were given up, by field
     * @param both fields that both sides changed
     */
    record Merged(Row row, Row lost, TreeSet<String> both) {}

    /** Merges; which side is newer decides where a rule has to choose. */
    Merged of(Row one, Row other, boolean otherIsNewer) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        TreeMap<String, FieldValue> lost = new TreeMap<>();
        TreeSet<String> both = new TreeSet<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            FieldValue left = one.get(name);
            FieldValue right = other.get(name);
            if (!mapping.isContent(name)) {
                values.put(name, later(left, right));
            } else if (name.equals(mapping.key()) || !isChanged(field, right, left)) {
                values.put(name, left);
            } else if (!isChanged(field, left, right)) {
                values.put(name, right);
            } else {
                both.add(name);
                FieldValue newer = otherIsNewer ? right : left;
                FieldValue older = otherIsNewer ? left : right;
                FieldMerge.Merged merged = new FieldMerge(field.merge(), base.get(name), agreed).of(newer, older);
                values.put(name, merged.value());
                if (merged.decided()) {
                    lost.put(name, mapping.same(name, merged.value(), older) ? newer : older);
                }
            }
        }
        return new Merged(new Row(values), new Row(lost), both);
    }

    /** True when a counter was counted on by both sides to the same number: equal, and yet not to be agreed on. */
    boolean hidesACount(Row one, Row other) {
        return agreed
                && mapping.fields().stream()
                        .filter(field -> field.merge() instanceof MergeRule.Counter)
                        .anyMatch(field -> isChanged(field, one.get(field.name()), other.get(field.name()))
                                && isChanged(field, other.get(field.name()), one.get(field.name())));
    }

    private boolean isChanged(FieldMapping field, FieldValue value, FieldValue opposite) {
        boolean sameAsOpposite = mapping.same(field.name(), value, opposite);
        boolean counts = agreed && field.merge() instanceof MergeRule.Counter;
        return (!sameAsOpposite || counts) && !mapping.same(field.name(), value, base.get(field.name()));
    }

    private static FieldValue later(FieldValue left, FieldValue right) {
        return right instanceof FieldValue.Timestamp at && at.value().isAfter(time(left)) ? right : left;
    }

    private static Instant time(FieldValue value) {
        return value instanceof FieldValue.Timestamp at ? at.value() : Instant.MIN;
    }
}
