package io.syncbridge.bridge.check;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a mapped table must keep besides its columns: unique keys, rows that are visible, events that name it. */
public record TableCheck(Database database, TableMapping mapping) implements Check {
    private static final String TABLE = """
            select c.relkind::text as kind, current_user as role, row_security_active(c.oid) as secured,
                   exists (select 1 from pg_catalog.pg_policies p
                            where p.schemaname = n.nspname and p.tablename = c.relname
                              and (p.roles @> array['public'::name] or exists (
                                   select 1 from unnest(p.roles) r where r <> 'public' and pg_has_role(current_user, r, 'member')))
                   ) as has_policy
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ?
            """;
    private static final String UNIQUE = """
            select 1
              from pg_catalog.pg_index i
              join pg_catalog.pg_class c on c.oid = i.indrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and i.indisunique and i.indisvalid
               and i.indpred is null and i.indexprs is null
               and (select array_agg(a.attname::text order by a.attname::text) from pg_catalog.pg_attribute a
                     where a.attrelid = c.oid and a.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1])) = ?
            """;

    private record Table(String kind, String role, boolean secured, boolean hasPolicy) {}

    @Override
    public List<Finding> findings() {
        Optional<Table> table = database.transaction(tx -> tx.first(
                TABLE,
                row -> new Table(
                        row.getString("kind"),
                        row.getString("role"),
                        row.getBoolean("secured"),
                        row.getBoolean("has_policy")),
                mapping.supabase().schema(),
                mapping.supabase().name()));
        return table.map(this::findings).orElse(List.of());
    }

    private List<Finding> findings(Table table) {
        List<Finding> findings = new ArrayList<>();
        if (table.secured()) {
            findings.add(secured(table));
        }
        if (table.kind().equals("p") && mapping.mode() == SyncMode.TWO_WAY) {
            findings.add(new Finding.Note(
                    mapping.name(),
                    mapping.supabase()
                            + " is partitioned: Supabase's webhooks name the partition, which is mapped to nothing."
                            + " Changes are found by the sweeps; ./bridgectl setup --capture finds them at once"));
        }
        if (!table.kind().equals("v") && mapping.mode() == SyncMode.TWO_WAY) {
            unique(List.of(mapping.key()), "key").ifPresent(findings::add);
        }
        if (!table.kind().equals("v") && !mapping.naturalKey().isEmpty()) {
            unique(mapping.naturalKey(), "natural_key").ifPresent(findings::add);
        }
        return findings;
    }

    private Finding secured(Table table) {
        return table.hasPolicy()
                ? new Finding.Note(
                        mapping.name(),
                        "row security applies to role " + table.role() + " on " + mapping.supabase()
                                + ": rows that its policies hide look deleted. Use a role that bypasses it, or a policy for all rows")
                : new Finding.Problem(
                        mapping.name(),
                        "row security hides every row of " + mapping.supabase() + " from role " + table.role()
                                + "; run: create policy bridge on " + Quoted.shown(mapping.supabase()) + " for all to "
                                + Quoted.shown(table.role())
                                + " using (true) with check (true)");
    }

    private Optional<Finding> unique(List<String> fields, String what) {
        List<String> columns = fields.stream()
                .map(field -> mapping.field(field).column())
                .sorted()
                .toList();
        boolean unique = database.transaction(tx -> tx.first(
                        UNIQUE,
                        row -> true,
                        mapping.supabase().schema(),
                        mapping.supabase().name(),
                        columns))
                .isPresent();
        return unique
                ? Optional.empty()
                : Optional.of(new Finding.Problem(
                        mapping.name(),
                        "nothing keeps " + String.join(", ", columns) + " of " + mapping.supabase()
                                + " unique, which the mapping takes for its " + what + "; run: create unique index on "
                                + Quoted.shown(mapping.supabase()) + " ("
                                + columns.stream().map(Quoted::shown).collect(Collectors.joining(", ")) + ")"));
    }
}
