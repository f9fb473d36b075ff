package io.syncbridge.bridge.supabase;

import static java.util.stream.Collectors.joining;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Many guarded updates in one statement for each set of columns they change. */
record RowUpdates(TableMapping mapping, Columns columns, String table, String content) {

    Map<String, StoredRow> update(Tx tx, List<RowChange> changes) throws SQLException {
        Map<List<String>, List<RowChange>> byFields = new LinkedHashMap<>();
        for (RowChange change : changes) {
            byFields.computeIfAbsent(List.copyOf(change.fields().values().keySet()), fields -> new ArrayList<>())
                    .add(change);
        }
        Map<String, StoredRow> stored = new HashMap<>();
        for (Map.Entry<List<String>, List<RowChange>> alike : byFields.entrySet()) {
            stored.putAll(update(tx, alike.getKey(), alike.getValue()));
        }
        return stored;
    }

    private Map<String, StoredRow> update(Tx tx, List<String> fields, List<RowChange> changes) throws SQLException {
        String key = column(mapping.key());
        List<String> names = fields.stream().map(this::column).toList();
        List<Object> given = new ArrayList<>();
        given.add(changes.stream().map(RowChange::key).toList());
        given.add(changes.stream().map(RowChange::version).toList());
        fields.forEach(field -> given.add(changes.stream()
                .map(change -> SupabaseJson.literal(change.fields().get(field)))
                .toList()));
        Map<String, StoredRow> stored = new HashMap<>();
        tx.all(
                "update " + table + " as t set "
                        + IntStream.range(0, names.size())
                                .mapToObj(i -> Quoted.name(names.get(i)) + " = cast(given.value" + i + " as "
                                        + columns.type(names.get(i)) + ")")
                                .collect(joining(", "))
                        + " from unnest("
                        + given.stream().map(array -> "cast(? as text[])").collect(joining(", "))
                        + ") as given (key, version, "
                        + IntStream.range(0, names.size())
                                .mapToObj(i -> "value" + i)
                                .collect(joining(", "))
                        + ") where t." + Quoted.name(key) + " = cast(given.key as " + columns.type(key)
                        + ") and t.xmin = cast(given.version as xid)"
                        + " returning given.key as key, t.xmin::text as version, " + content + " as content",
                row -> stored.put(
                        row.getString("key"),
                        new StoredRow(
                                row.getString("version"), SupabaseJson.decode(mapping, row.getString("content")))),
                given.toArray());
        return stored;
    }

    private String column(String field) {
        return mapping.field(field).column();
    }
}
