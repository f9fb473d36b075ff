package io.syncbridge.bridge.supabase;

import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a mapped table as the catalog knows them.
 *
 * @param table the table
 * @param types column name to type name without length: a cast to varchar(50) would silently cut, so casts name the bare
 *     type and the column itself refuses what is too long
 */
public record Columns(SupabaseTable table, Map<String, String> types) {
    private static final String QUERY = """
            select a.attname as name, format_type(a.atttypid, -1) as type
              from pg_catalog.pg_attribute a
              join pg_catalog.pg_class c on c.oid = a.attrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v')
               and a.attnum > 0 and not a.attisdropped
             order by a.attnum
            """;

    /** Copies the map, order kept. */
    public Columns {
        types = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /** Reads the catalog; no columns means that there is no such table, or no right to see it. */
    public static Columns read(Tx tx, SupabaseTable table) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        tx.all(QUERY, row -> types.put(row.getString("name"), row.getString("type")), table.schema(), table.name());
        return new Columns(table, types);
    }

    /** What keeps a mapping from working with this table, each with its remedy; empty when nothing does. */
    public List<String> problems(TableMapping mapping) {
        List<String> problems = new ArrayList<>();
        if (types.isEmpty()) {
            problems.add(mapping.name() + ": Supabase has no table " + table
                    + "; create it with ./bridgectl setup, or correct 'supabase' in the mapping");
            return problems;
        }
        for (FieldMapping field : mapping.fields()) {
            if (!types.containsKey(field.column())) {
                problems.add(mapping.name() + ": " + table + " has no column '" + field.column() + "' for field '"
                        + field.name() + "'; correct 'column' in the mapping, or remove the field");
            }
        }
        return problems;
    }

    /** The bare type of a column that {@link #problems} has vouched for. */
    String type(String column) {
        String type = types.get(column);
        if (type == null) {
            throw new IllegalStateException(table + " has no column " + column);
        }
        return type;
    }
}
