package io.syncbridge.bridge.supabase;

import static java.util.stream.Collectors.joining;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One mapped table of the user's, unaltered. Every write is conditional (on the row's xmin, or on its absence) and
 * answers the row as triggers, defaults and column types left it. Source: supabase-side reference, section 15, S0.
 */
public final class MappedTable {
    private final TableMapping mapping;
    private final Columns columns;
    private final String name;
    private final String content;

    /** A table whose columns were checked against the mapping. */
    public MappedTable(TableMapping mapping, Columns columns) {
        this.mapping = mapping;
        this.columns = columns;
        this.name = Quoted.table(mapping.supabase());
        // Column by column, so that a dropped one fails the statement: left out of the row it would look emptied.
        this.content = mapping.fields().stream()
                .map(field -> "t." + Quoted.name(field.column()))
                .collect(joining(", ", "(select to_jsonb(mapped) from (select ", ") mapped)"));
    }

    /** The rows with these keys, by key text as asked for. Keys the column's type refuses must not be passed. */
    public Map<String, StoredRow> read(Tx tx, List<String> keys) throws SQLException {
        Map<String, StoredRow> rows = new HashMap<>();
        if (!keys.isEmpty()) {
            tx.all(
                    "select t." + key() + "::text as key, t.xmin::text as version, " + content + " as content from "
                            + name + " t where t." + key() + " = any(cast(? as " + keyType() + "[]))",
                    row -> rows.put(row.getString("key"), stored(row)),
                    keys);
        }
        return rows;
    }

    /** The row with this key. */
    public Optional<StoredRow> find(Tx tx, String keyText) throws SQLException {
        return tx.first(
                "select t.xmin::text as version, " + content + " as content from " + name + " t where t." + key()
                        + " = " + cast(keyColumn()),
                this::stored,
                keyText);
    }

    /** The row that has the natural key of this one; empty when the mapping has no natural key. */
    public Optional<StoredRow> findByNaturalKey(Tx tx, Row row) throws SQLException {
        if (mapping.naturalKey().isEmpty()) {
            return Optional.empty();
        }
        String condition = mapping.naturalKey().stream()
                .map(field -> "t." + Quoted.name(column(field)) + " = " + cast(column(field)))
                .collect(joining(" and "));
        Object[] values = mapping.naturalKey().stream()
                .map(field -> (Object) SupabaseJson.literal(row.get(field)))
                .toArray();
        return tx.first(
                "select t.xmin::text as version, " + content + " as content from " + name + " t where " + condition,
                this::stored,
                values);
    }

    /** Inserts; empty when a row with this key, or another unique value of it, is there already. */
    public Optional<StoredRow> insert(Tx tx, Row row) throws SQLException {
        List<String> names = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        row.values().forEach((field, value) -> {
            if (value instanceof FieldValue.Empty) {
                return; // left out, so that the column's default applies
            }
            names.add(column(field));
            values.add(SupabaseJson.literal(value));
        });
        return tx.first(
                "insert into " + name + " as t ("
                        + names.stream().map(Quoted::name).collect(joining(", ")) + ") values ("
                        + names.stream().map(this::cast).collect(joining(", "))
                        + ") on conflict do nothing returning t.xmin::text as version, " + content + " as content",
                this::stored,
                values.toArray());
    }

    /** As {@link #insert}, many rows in a few statements; answers those that were inserted, in any order. */
    public List<StoredRow> insertAll(Tx tx, List<Row> rows) throws SQLException {
        return new RowInserts(mapping, columns, name, content).insert(tx, rows);
    }

    /** How many rows there are. */
    public long count(Tx tx) throws SQLException {
        return tx.first("select count(*) as rows from " + name, row -> row.getLong("rows"))
                .orElse(0L);
    }

    /** Sets the stated fields if the row is still the one that was read; empty when it is not. */
    public Optional<StoredRow> update(Tx tx, String keyText, String version, Row changes) throws SQLException {
        List<Object> values = new ArrayList<>();
        String set = changes.values().entrySet().stream()
                .map(change -> {
                    values.add(SupabaseJson.literal(change.getValue()));
                    return Quoted.name(column(change.getKey())) + " = " + cast(column(change.getKey()));
                })
                .collect(joining(", "));
        values.add(keyText);
        values.add(version);
        return tx.first(
                "update " + name + " as t set " + set + " where t." + key() + " = " + cast(keyColumn())
                        + " and t.xmin = cast(? as xid) returning t.xmin::text as version, " + content + " as content",
                this::stored,
                values.toArray());
    }

    /** As {@link #update}, many rows in a few statements; answers, by key as given, those that were still as read. */
    public Map<String, StoredRow> updateAll(Tx tx, List<RowChange> changes) throws SQLException {
        return new RowUpdates(mapping, columns, name, content).update(tx, changes);
    }

    /** True when some row has a value for the field. */
    public boolean hasAny(Tx tx, String field) throws SQLException {
        String column = Quoted.name(column(field));
        return tx.first("select 1 from " + name + " where " + column + " is not null limit 1", row -> true)
                .isPresent();
    }

    /** Gives a row's field a value if it has none. */
    public void fill(Tx tx, String keyText, String field, FieldValue value) throws SQLException {
        String column = Quoted.name(column(field));
        tx.update(
                "update " + name + " as t set " + column + " = " + cast(column(field)) + " where t." + key() + " = "
                        + cast(keyColumn()) + " and t." + column + " is null",
                SupabaseJson.literal(value),
                keyText);
    }

    /** A row with its key as text. */
    public record Keyed(String key, Decoded content) {}

    /** Up to {@code most} rows after a key, in the key's own order; from the first without one. */
    public List<Keyed> slice(Tx tx, Optional<String> after, int most) throws SQLException {
        String start = after.isPresent() ? " where t." + key() + " > " + cast(keyColumn()) : "";
        Object[] parameters = after.isPresent() ? new Object[] {after.get(), most} : new Object[] {most};
        return tx.all(
                "select t." + key() + "::text as key, " + content + "::text as content from " + name + " t" + start
                        + " order by t." + key() + " limit ?",
                row -> new Keyed(row.getString("key"), SupabaseJson.decode(mapping, row.getString("content"))),
                parameters);
    }

    /** Deletes the row if it is still the one that was read; false when it is not. */
    public boolean delete(Tx tx, String keyText, String version) throws SQLException {
        return tx.update(
                        "delete from " + name + " t where t." + key() + " = " + cast(keyColumn())
                                + " and t.xmin = cast(? as xid)",
                        keyText,
                        version)
                == 1;
    }

    /** True when the table shows no row at all: emptied, or hidden from us. */
    public boolean isEmpty(Tx tx) throws SQLException {
        return tx.first("select 1 from " + name + " limit 1", row -> true).isEmpty();
    }

    /** True when any of these keys has a row. */
    public boolean hasAny(Tx tx, List<String> keys) throws SQLException {
        return tx.first(
                        "select 1 from " + name + " t where t." + key() + " = any(cast(? as " + keyType()
                                + "[])) limit 1",
                        row -> true,
                        keys)
                .isPresent();
    }

    /** Those of the keys that have a row. */
    public Set<String> existing(Tx tx, List<String> keys) throws SQLException {
        return keys.isEmpty()
                ? Set.of()
                : Set.copyOf(tx.all(
                        "select t." + key() + "::text as key from " + name + " t where t." + key() + " = any(cast(? as "
                                + keyType() + "[]))",
                        row -> row.getString("key"),
                        keys));
    }

    /** Up to {@code most} keys as text after a key, in the key's own order; from the first without one. */
    public List<String> keys(Tx tx, Optional<String> after, int most) throws SQLException {
        String start = after.isPresent() ? " where t." + key() + " > " + cast(keyColumn()) : "";
        Object[] parameters = after.isPresent() ? new Object[] {after.get(), most} : new Object[] {most};
        return tx.all(
                "select t." + key() + "::text as key from " + name + " t" + start + " order by t." + key() + " limit ?",
                row -> row.getString("key"),
                parameters);
    }

    /** Every row, one after the other; for a table without a key, which cannot be read in slices. */
    public void scan(Tx tx, Consumer<Decoded> rows) throws SQLException {
        tx.each(
                "select " + content + "::text as content from " + name + " t",
                row -> rows.accept(SupabaseJson.decode(mapping, row.getString("content"))));
    }

    /** True when the database gives the field a value by itself where it is sent none. */
    public boolean isFilled(String field) {
        return columns.isFilled(column(field));
    }

    private StoredRow stored(ResultSet row) throws SQLException {
        return new StoredRow(row.getString("version"), SupabaseJson.decode(mapping, row.getString("content")));
    }

    private String column(String field) {
        return mapping.field(field).column();
    }

    private String keyColumn() {
        return column(mapping.key());
    }

    private String key() {
        return Quoted.name(keyColumn());
    }

    private String keyType() {
        return columns.type(keyColumn());
    }

    private String cast(String column) {
        return "cast(? as " + columns.type(column) + ")";
    }
}
