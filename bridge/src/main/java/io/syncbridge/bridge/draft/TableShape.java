package io.syncbridge.bridge.draft;

import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.SupabaseTable;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the catalog describes it.
 *
 * @param columns in the table's order
 * @param primaryKey its columns; empty when there is none
 * @param uniques the columns of each other unique index that holds for all rows
 */
public record TableShape(
        SupabaseTable table, List<Column> columns, List<String> primaryKey, List<List<String>> uniques) {
    private static final String COLUMNS = """
            select a.attname as name, t.typtype = 'd' as of_domain, b.typname as type, b.typcategory::text as category,
                   format_type(b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end) as spelled,
                   a.attnotnull or t.typnotnull as not_null, a.attgenerated <> '' as generated,
                   a.attidentity = 'a' as numbered, a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' as filled,
                   case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default_text,
                   coalesce(e.typname, '') as element, coalesce(e.typcategory::text, '') as element_category,
                   array(select v.enumlabel::text from pg_catalog.pg_enum v where v.enumtypid = b.oid
                          order by v.enumsortorder) as labels,
                   array(select pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k
                          where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks
              from pg_catalog.pg_attribute a
              join pg_catalog.pg_class c on c.oid = a.attrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              join pg_catalog.pg_type t on t.oid = a.atttypid
              join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
              left join pg_catalog.pg_type e on e.oid = b.typelem and b.typcategory = 'A'
              left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v')
               and a.attnum > 0 and not a.attisdropped
             order by a.attnum
            """;
    private static final String INDEXES = """
            select i.indisprimary as main,
                   array(select a.attname::text from unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) with ordinality k(num, at)
                           join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num
                          order by k.at) as columns
              from pg_catalog.pg_index i
              join pg_catalog.pg_class c on c.oid = i.indrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and i.indisunique and i.indisvalid
               and i.indpred is null and i.indexprs is null
             order by i.indisprimary desc, i.indnkeyatts, i.indexrelid
            """;

    /**
     * One column; of a domain the type it is built on.
     *
     * @param type its bare name in the catalog: {@code int8}, {@code varchar}
     * @param category the type's category in {@code pg_type}
     * @param spelled with length, as {@code character varying(50)}
     * @param generated computed by the database from other columns
     * @param numbered an identity that takes no value from outside
     * @param filled true when the database gives it a value by itself
     * @param element the element's type of an array, and its category
     * @param labels of an enum
     * @param checks the CHECK constraints on this column alone
     */
    public record Column(
            String name,
            boolean ofDomain,
            String type,
            String category,
            String spelled,
            boolean notNull,
            boolean generated,
            boolean numbered,
            boolean filled,
            Optional<String> defaultText,
            String element,
            String elementCategory,
            List<String> labels,
            List<String> checks) {}

    private record Index(boolean main, List<String> columns) {}

    /** Reads it; empty when there is no such table. */
    public static Optional<TableShape> read(Tx tx, SupabaseTable table) throws SQLException {
        List<Column> columns = tx.all(COLUMNS, TableShape::column, table.schema(), table.name());
        List<Index> indexes = tx.all(
                INDEXES, row -> new Index(row.getBoolean("main"), texts(row, "columns")), table.schema(), table.name());
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableShape(
                        table,
                        columns,
                        indexes.stream()
                                .filter(Index::main)
                                .findFirst()
                                .map(Index::columns)
                                .orElse(List.of()),
                        indexes.stream()
                                .filter(index -> !index.main())
                                .map(Index::columns)
                                .toList()));
    }

    /** The one column that identifies a row: the primary key, or another unique column that is never null. */
    public Optional<String> key() {
        if (primaryKey.size() == 1) {
            return Optional.of(primaryKey.getFirst());
        }
        Set<String> notNull = new HashSet<>();
        columns.stream().filter(Column::notNull).forEach(column -> notNull.add(column.name()));
        return uniques.stream()
                .filter(unique -> unique.size() == 1 && notNull.contains(unique.getFirst()))
                .map(List::getFirst)
                .findFirst();
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString("name"),
                row.getBoolean("of_domain"),
                row.getString("type"),
                row.getString("category"),
                row.getString("spelled"),
                row.getBoolean("not_null"),
                row.getBoolean("generated"),
                row.getBoolean("numbered"),
                row.getBoolean("filled"),
                Optional.ofNullable(row.getString("default_text")),
                row.getString("element"),
                row.getString("element_category"),
                texts(row, "labels"),
                texts(row, "checks"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((String[]) array.getArray());
    }
}
