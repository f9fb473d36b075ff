package io.syncbridge.bridge.check;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.OwnRights;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.NeededRights;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rights that the bridge's database role lacks, one by one. That a table may not be read or written at all is said where its
 * columns are compared.
 */
public record RightsCheck(Database database, List<TableMapping> mappings) implements Check {
    private static final String AREA = "database";
    private static final String COLUMNS = """
            select a.attname as name
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = any(?)
             where n.nspname = ? and c.relname = ? and not has_column_privilege(c.oid, a.attnum, ?)
             order by a.attnum
            """;
    private static final String TABLE = """
            select current_user as role, has_table_privilege(c.oid, 'select') as may_select,
                   has_table_privilege(c.oid, 'delete') as may_delete,
                   has_schema_privilege(n.oid, 'usage') as entered, row_security_active(c.oid) as secured,
                   exists (select 1 from pg_catalog.pg_policies p
                            where p.schemaname = n.nspname and p.tablename = c.relname and p.cmd in ('ALL', 'SELECT')
                              and p.roles @> array[current_user::name]) as has_policy
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ?
            """;
    private static final String SEQUENCES = """
            select distinct d.refobjid::regclass::text as name
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              join pg_catalog.pg_attrdef a on a.adrelid = c.oid
              join pg_catalog.pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = a.oid
              join pg_catalog.pg_class s on d.refclassid = 'pg_class'::regclass and s.oid = d.refobjid and s.relkind = 'S'
             where n.nspname = ? and c.relname = ?
               and case s.relkind when 'S' then not has_sequence_privilege(s.oid, 'usage') else false end
             order by 1
            """;

    /** Copies the list. */
    public RightsCheck {
        mappings = List.copyOf(mappings);
    }

    private record Table(
            String role, boolean maySelect, boolean mayDelete, boolean entered, boolean secured, boolean hasPolicy) {}

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        database.apply(tx -> {
            OwnRights.missing(tx).forEach(missing -> findings.add(new Finding.Problem(AREA, missing)));
            for (TableMapping mapping : mappings) {
                findings.addAll(mapped(tx, mapping));
            }
            for (SupabaseTable audit : mappings.stream()
                    .map(mapping -> mapping.audit().table())
                    .distinct()
                    .toList()) {
                findings.addAll(audited(tx, audit));
            }
        });
        if (findings.isEmpty()) {
            findings.add(new Finding.Ok(AREA, "the role has every right that the bridge needs"));
        }
        return findings;
    }

    private static List<Finding> mapped(Tx tx, TableMapping mapping) throws SQLException {
        SupabaseTable table = mapping.supabase();
        Optional<Table> found = table(tx, table);
        if (found.isEmpty()) {
            return List.of(); // told where its columns are compared
        }
        NeededRights needed = NeededRights.of(mapping);
        List<String> lacking = new ArrayList<>();
        some(tx, table, "select", needed.select()).ifPresent(lacking::add);
        some(tx, table, "insert", needed.insert()).ifPresent(lacking::add);
        some(tx, table, "update", needed.update()).ifPresent(lacking::add);
        if (needed.delete()
                && mapping.deletes() != DeletePolicy.IGNORE
                && !found.get().mayDelete()) {
            lacking.add("delete");
        }
        return told(tx, mapping.name(), table, found.get(), lacking);
    }

    private static List<Finding> audited(Tx tx, SupabaseTable table) throws SQLException {
        Optional<Table> found = table(tx, table);
        if (found.isEmpty()) {
            return List.of();
        }
        List<String> lacking = new ArrayList<>();
        some(tx, table, "insert", NeededRights.AUDIT_INSERT).ifPresent(lacking::add);
        if (!found.get().maySelect()) {
            lacking.add("select");
        }
        List<Finding> findings = new ArrayList<>(told(tx, AREA, table, found.get(), lacking));
        if (found.get().secured() && !found.get().hasPolicy()) {
            String role = Quoted.shown(found.get().role());
            findings.add(new Finding.Note(
                    AREA,
                    "row security may hide audit rows from role " + role
                            + ", and with them histories and undo; unless a policy"
                            + " for everybody shows them, run as the owner: create policy " + role + " on "
                            + Quoted.shown(table)
                            + " for all to " + role + " using (true) with check (true)"));
        }
        return findings;
    }

    private static List<Finding> told(Tx tx, String area, SupabaseTable table, Table found, List<String> lacking)
            throws SQLException {
        String role = Quoted.shown(found.role());
        List<Finding> findings = new ArrayList<>();
        if (!found.entered()) {
            findings.add(new Finding.Problem(
                    area,
                    "role " + role + " may not use schema " + Quoted.shown(table.schema())
                            + "; run as its owner: grant usage on schema " + Quoted.shown(table.schema()) + " to "
                            + role));
        }
        if (!lacking.isEmpty()) {
            String rights = String.join(", ", lacking);
            findings.add(new Finding.Problem(
                    area,
                    "role " + role + " may not " + rights + " on " + Quoted.shown(table) + "; run as its owner: grant "
                            + rights + " on " + Quoted.shown(table) + " to " + role));
        }
        tx.all(SEQUENCES, row -> row.getString("name"), table.schema(), table.name())
                .forEach(sequence -> findings.add(new Finding.Problem(
                        area,
                        "role " + role + " may not draw from sequence " + sequence + ", which a default of "
                                + Quoted.shown(table) + " does; run as its owner: grant usage on sequence " + sequence
                                + " to "
                                + role)));
        return findings;
    }

    private static Optional<Table> table(Tx tx, SupabaseTable table) throws SQLException {
        return tx.first(
                TABLE,
                row -> new Table(
                        row.getString("role"),
                        row.getBoolean("may_select"),
                        row.getBoolean("may_delete"),
                        row.getBoolean("entered"),
                        row.getBoolean("secured"),
                        row.getBoolean("has_policy")),
                table.schema(),
                table.name());
    }

    /** The verb with the columns that lack it; empty when none does, and where all do: that is said elsewhere. */
    private static Optional<String> some(Tx tx, SupabaseTable table, String verb, List<String> needed)
            throws SQLException {
        List<String> lacking = lacking(tx, table, verb, needed);
        return lacking.size() < needed.size() ? listed(verb, lacking) : Optional.empty();
    }

    private static List<String> lacking(Tx tx, SupabaseTable table, String verb, List<String> needed)
            throws SQLException {
        return tx.all(COLUMNS, row -> row.getString("name"), needed, table.schema(), table.name(), verb);
    }

    private static Optional<String> listed(String verb, List<String> columns) {
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(verb + columns.stream().map(Quoted::shown).collect(Collectors.joining(", ", " (", ")")));
    }
}
