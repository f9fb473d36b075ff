package io.syncbridge.bridge.supabase;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a mapped table as the catalog knows them now, and what the bridge may do with the table.
 *
 * @param table the table
 * @param columns by name, in the table's order
 * @param rights what the bridge's role may do
 */
public record Columns(SupabaseTable table, Map<String, Column> columns, Rights rights) {
    private static final String QUERY = """
            select a.attname as name, format_type(a.atttypid, -1) as type, t.typcategory::text as category,
                   a.attnotnull as not_null, a.attnum as number,
                   a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' as filled,
                   a.attidentity = 'a' or a.attgenerated <> '' as generated
              from pg_catalog.pg_attribute a
              join pg_catalog.pg_type t on t.oid = a.atttypid
              join pg_catalog.pg_class c on c.oid = a.attrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v')
               and a.attnum > 0 and not a.attisdropped
             order by a.attnum
            """;
    private static final String RIGHTS = """
            select current_user as role, has_any_column_privilege(c.oid, 'select') as may_select,
                   has_any_column_privilege(c.oid, 'insert') as may_insert,
                   has_any_column_privilege(c.oid, 'update') as may_update
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ?
            """;

    /** Copies the map, order kept. */
    public Columns {
        columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * One column.
     *
     * @param type its name without length: a cast to varchar(50) would silently cut, so casts name the bare type and the
     *     column itself refuses what is too long
     * @param category the type's category in {@code pg_type}
     * @param notNull true when it refuses null
     * @param filled true when the database gives it a value by itself: default, identity, generated
     * @param generated true when nobody may write it: generated, or an identity that is always generated
     * @param number its number in the table; a column dropped and made anew gets another
     */
    public record Column(
            String type, String category, boolean notNull, boolean filled, boolean generated, int number) {}

    /** What the bridge's database role may do with at least some columns. */
    public record Rights(String role, boolean select, boolean insert, boolean update) {}

    /** Reads the catalog; no columns means that there is no such table. */
    public static Columns read(Tx tx, SupabaseTable table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        tx.all(
                QUERY,
                row -> columns.put(
                        row.getString("name"),
                        new Column(
                                row.getString("type"),
                                row.getString("category"),
                                row.getBoolean("not_null"),
                                row.getBoolean("filled"),
                                row.getBoolean("generated"),
                                row.getInt("number"))),
                table.schema(),
                table.name());
        Optional<Rights> rights = tx.first(
                RIGHTS,
                row -> new Rights(
                        row.getString("role"),
                        row.getBoolean("may_select"),
                        row.getBoolean("may_insert"),
                        row.getBoolean("may_update")),
                table.schema(),
                table.name());
        return new Columns(table, columns, rights.orElse(new Rights("?", false, false, false)));
    }

    /** The same table as if the role had every right to write it. */
    public Columns ifWritable() {
        return new Columns(table, columns, new Rights(rights.role(), rights.select(), true, true));
    }

    /** What keeps a mapping from working with this table, each with its remedy; empty when nothing does. */
    public List<String> problems(TableMapping mapping) {
        List<String> problems = new ArrayList<>();
        if (columns.isEmpty()) {
            problems.add(mapping.name() + ": Supabase has no table " + table
                    + "; create it with ./bridgectl setup, or correct 'supabase' in the mapping");
            return problems;
        }
        for (FieldMapping field : mapping.fields()) {
            Column column = columns.get(field.column());
            if (column == null) {
                problems.add(mapping.name() + ": " + table + " has no column '" + field.column() + "' for field '"
                        + field.name() + "'; correct 'column' in the mapping, or remove the field");
            } else if (!ColumnFit.holds(field.type(), column.type(), column.category())) {
                problems.add(mapping.name() + ": column '" + field.column() + "' of " + table + " is of type "
                        + column.type() + ", which does not fit field '" + field.name()
                        + "'; correct the field's 'type' in the mapping, or the column");
            } else if (column.generated()
                    && field.direction().goesTo(Side.SUPABASE)
                    && !field.name().equals(mapping.key())) {
                problems.add(mapping.name() + ": column '" + field.column() + "' of " + table
                        + " is generated by the database, and nobody can write it; give field '" + field.name()
                        + "' 'direction: to_zapier' in the mapping");
            }
        }
        columns.forEach((name, column) -> {
            if (column.notNull() && !column.filled() && !mapping.isMadeInSupabaseOnly() && !isFilled(mapping, name)) {
                problems.add(mapping.name() + ": column '" + name + "' of " + table
                        + " is NOT NULL without a default, and the mapping may leave it empty; give the column a default,"
                        + " or give its field 'required: true' or a 'default' in the mapping");
            }
        });
        problems.addAll(missingRights(mapping));
        return problems;
    }

    private List<String> missingRights(TableMapping mapping) {
        List<String> missing = new ArrayList<>();
        if (!rights.select()) {
            missing.add("select");
        }
        if (!rights.insert() && !mapping.isMadeInSupabaseOnly()) {
            missing.add("insert");
        }
        if (!rights.update() && !NeededRights.of(mapping).update().isEmpty()) {
            missing.add("update");
        }
        String needed = String.join(", ", missing);
        return missing.isEmpty()
                ? List.of()
                : List.of(mapping.name() + ": role " + rights.role() + " may not " + needed + " on " + table
                        + "; run: grant " + needed + " on " + Quoted.shown(table) + " to "
                        + Quoted.shown(rights.role()));
    }

    private static boolean isFilled(TableMapping mapping, String column) {
        return mapping.fields().stream()
                .filter(field ->
                        field.column().equals(column) && field.direction().goesTo(Side.SUPABASE))
                .anyMatch(field -> field.required()
                        || !field.fallback().isBlank()
                        || field.name().equals(mapping.key()));
    }

    /** The number of a column; 0 when there is none. */
    public int number(String column) {
        return Optional.ofNullable(columns.get(column)).map(Column::number).orElse(0);
    }

    /** True when the database gives a column a value by itself. */
    boolean isFilled(String column) {
        return Optional.ofNullable(columns.get(column)).filter(Column::filled).isPresent();
    }

    /** The bare type of a column that {@link #problems} has vouched for. */
    String type(String column) {
        Column found = columns.get(column);
        if (found == null) {
            throw new IllegalStateException(table + " has no column " + column);
        }
        return found.type();
    }
}
