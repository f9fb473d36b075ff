package io.syncbridge.bridge.supabase;

import static java.util.stream.Collectors.joining;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many rows in one statement for each set of columns they fill: an empty field is left out, so that the column's default
 * applies, as it does for a single row. COPY could neither pass over rows that are there nor answer what was stored.
 */
record RowInserts(TableMapping mapping, Columns columns, String table, String content) {

    List<StoredRow> insert(Tx tx, List<Row> rows) throws SQLException {
        Map<List<String>, List<Row>> byFields = new LinkedHashMap<>();
        for (Row row : rows) {
            List<String> filled = row.values().entrySet().stream()
                    .filter(field -> !(field.getValue() instanceof FieldValue.Empty))
                    .map(Map.Entry::getKey)
                    .toList();
            byFields.computeIfAbsent(filled, fields -> new ArrayList<>()).add(row);
        }
        List<StoredRow> stored = new ArrayList<>();
        for (Map.Entry<List<String>, List<Row>> alike : byFields.entrySet()) {
            stored.addAll(insert(tx, alike.getKey(), alike.getValue()));
        }
        return stored;
    }

    private List<StoredRow> insert(Tx tx, List<String> fields, List<Row> rows) throws SQLException {
        List<String> names =
                fields.stream().map(field -> mapping.field(field).column()).toList();
        List<Object> arrays = new ArrayList<>();
        for (String field : fields) {
            arrays.add(rows.stream()
                    .map(row -> SupabaseJson.literal(row.get(field)).orElseThrow())
                    .toList());
        }
        return tx.all(
                "insert into " + table + " as t ("
                        + names.stream().map(Quoted::name).collect(joining(", "))
                        + ") select "
                        + names.stream()
                                .map(column ->
                                        "cast(given." + Quoted.name(column) + " as " + columns.type(column) + ")")
                                .collect(joining(", "))
                        + " from unnest("
                        + names.stream().map(column -> "cast(? as text[])").collect(joining(", ")) + ") as given ("
                        + names.stream().map(Quoted::name).collect(joining(", "))
                        + ") on conflict do nothing returning t.xmin::text as version, " + content + " as content",
                row -> new StoredRow(row.getString("version"), SupabaseJson.decode(mapping, row.getString("content"))),
                arrays.toArray());
    }
}
