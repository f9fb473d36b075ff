package io.syncbridge.row;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Canonical field name to value, sorted, immutable. A name that is not there reads as empty; a row
 * may be partial (the fields of one write).
 */
public record Row(SortedMap<String, FieldValue> values) {

    /** A row without fields. */
    public static final Row NONE = new Row(new TreeMap<>());

    /** Copies the map. */
    public Row {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** A row of the given fields. */
    public static Row of(Map<String, FieldValue> values) {
        return new Row(new TreeMap<>(values));
    }

    /** The value of a field, never null. */
    public FieldValue get(String field) {
        FieldValue value = values.get(field);
        return value == null ? FieldValue.empty() : value;
    }

    /** True when the row states this field, also as empty. */
    public boolean has(String field) {
        return values.containsKey(field);
    }

    /** True when no field is stated. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** This row with one field replaced. */
    public Row with(String field, FieldValue value) {
        TreeMap<String, FieldValue> copy = new TreeMap<>(values);
        copy.put(field, value);
        return new Row(copy);
    }

    /** This row with every field of the other laid over it. */
    public Row overlaidBy(Row other) {
        TreeMap<String, FieldValue> copy = new TreeMap<>(values);
        copy.putAll(other.values);
        return new Row(copy);
    }

    /** Only the fields whose name passes. */
    public Row only(Predicate<String> names) {
        TreeMap<String, FieldValue> copy = new TreeMap<>();
        values.forEach((name, value) -> {
            if (names.test(name)) {
                copy.put(name, value);
            }
        });
        return new Row(copy);
    }

    /** The same fields without a value. */
    public Row emptied() {
        TreeMap<String, FieldValue> copy = new TreeMap<>();
        values.keySet().forEach(name -> copy.put(name, FieldValue.empty()));
        return new Row(copy);
    }
}
