package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.OwnRights;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.supabase.NeededRights;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The SQL that makes the database role which the running bridge logs in as, with exactly the rights it needs: on its own
 * schema, on the mapped columns, and to append to the audit tables. Run by the owner of all of these; running it again takes
 * back what is no longer needed.
 */
public final class ServiceRole {
    /** The role's usual name. */
    public static final String USUAL = "sync_bridge";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");

    private final String role;
    private final String text;
    private final List<TableMapping> mappings;
    private final List<String> sql = new ArrayList<>();

    /**
     * A role for these mappings.
     *
     * @param name letters, digits, _ and -, at most 63
     * @throws IllegalArgumentException for any other name, saying so
     */
    public ServiceRole(String name, Collection<TableMapping> mappings) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a role's name has 1 to 63 letters, digits, _ or -, not '" + name + "'");
        }
        this.role = Quoted.name(name);
        this.text = Quoted.text(name);
        this.mappings = List.copyOf(mappings);
    }

    /** The whole script, one transaction. */
    public String sql() {
        sql.clear();
        sql.add(
                "-- The role that the running bridge logs in as. Run by the owner of schema bridge and of the tables, after"
                        + " ./bridgectl setup,\n-- and again after each upgrade and each change of a mapping. Then give it a password:"
                        + " \\password in psql, or alter role.\nbegin");
        sql.add("do "
                + Quoted.block("begin\n  if not exists (select from pg_catalog.pg_roles where rolname = " + text
                        + ") then\n    create role " + role
                        + " login noinherit connection limit 50;\n  end if;\nend\n"));
        ownSchema();
        mappings.stream().map(TableMapping::supabase).distinct().forEach(this::afresh);
        auditTables().forEach(this::afresh);
        schemas().forEach(schema -> sql.add("grant usage on schema " + Quoted.name(schema) + " to " + role));
        mappings.forEach(this::mapped);
        auditTables().forEach(this::audited);
        sql.add("do " + Quoted.block(sequences()));
        sql.add("do " + Quoted.block(policies()));
        sql.add("commit");
        return String.join(";\n\n", sql) + ";\n";
    }

    private void ownSchema() {
        List<String> tables = new ArrayList<>();
        tables.add("revoke all on all tables in schema bridge from " + role);
        tables.add("revoke all on all functions in schema bridge from " + role);
        tables.add("grant usage on schema bridge to " + role);
        OwnRights.tables().forEach((table, rights) -> {
            String name = "bridge." + Quoted.name(table);
            tables.add("grant " + rights + " on " + name + " to " + role);
            if (!table.equals("migration_history")) {
                tables.add("drop policy if exists " + role + " on " + name);
                tables.add("create policy " + role + " on " + name + " for all to " + role
                        + " using (true) with check (true)");
            }
        });
        OwnRights.FUNCTIONS.forEach(function -> tables.add("grant execute on function " + function + " to " + role));
        sql.add(String.join(";\n", tables));
    }

    private void afresh(SupabaseTable table) {
        sql.add("revoke all on " + Quoted.table(table) + " from " + role);
    }

    private void mapped(TableMapping mapping) {
        NeededRights rights = NeededRights.of(mapping);
        String table = Quoted.table(mapping.supabase());
        granted("select", rights.select(), table);
        granted("insert", rights.insert(), table);
        granted("update", rights.update(), table);
        if (rights.delete()) {
            sql.add("grant delete on " + table + " to " + role);
        }
    }

    private void audited(SupabaseTable table) {
        // Whole rows: the chain covers whatever columns they have.
        sql.add("grant select on " + Quoted.table(table) + " to " + role);
        granted("insert", NeededRights.AUDIT_INSERT, Quoted.table(table));
    }

    private void granted(String verb, List<String> columns, String table) {
        if (!columns.isEmpty()) {
            sql.add("grant " + verb + " ("
                    + columns.stream().map(Quoted::name).collect(Collectors.joining(", ")) + ") on " + table + " to "
                    + role);
        }
    }

    /** Defaults of columns may draw from sequences: no right on the table covers those. */
    private String sequences() {
        return """
            declare
              drawn regclass;
            begin
              for drawn in
                select distinct d.refobjid::regclass
                  from pg_catalog.pg_attrdef a
                  join pg_catalog.pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = a.oid
                  join pg_catalog.pg_class s on d.refclassid = 'pg_class'::regclass and s.oid = d.refobjid and s.relkind = 'S'
                 where a.adrelid in (%s)
              loop
                execute format('grant usage on sequence %%s to %%I', drawn, %s);
              end loop;
            end
            """.formatted(places(), text);
    }

    /** A view has none, and a table without row security needs none. */
    private String policies() {
        return """
            declare
              secured regclass;
            begin
              for secured in
                select oid from pg_catalog.pg_class where oid in (%s) and relrowsecurity
              loop
                execute format('drop policy if exists %%I on %%s', %s, secured);
                execute format('create policy %%I on %%s for all to %%I using (true) with check (true)', %s, secured, %s);
              end loop;
            end
            """.formatted(places(), text, text, text);
    }

    private List<SupabaseTable> auditTables() {
        return mappings.stream()
                .map(mapping -> mapping.audit().table())
                .distinct()
                .toList();
    }

    private Set<String> schemas() {
        Set<String> schemas = new TreeSet<>();
        mappings.forEach(mapping -> {
            schemas.add(mapping.supabase().schema());
            schemas.add(mapping.audit().table().schema());
        });
        return schemas;
    }

    private String places() {
        Set<String> places = new TreeSet<>();
        mappings.forEach(mapping -> {
            places.add(Quoted.table(mapping.supabase()));
            places.add(Quoted.table(mapping.audit().table()));
        });
        return places.stream()
                .map(place -> "to_regclass(" + Quoted.anyText(place) + ")")
                .collect(Collectors.joining(", "));
    }
}
