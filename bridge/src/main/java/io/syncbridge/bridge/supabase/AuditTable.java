package io.syncbridge.bridge.supabase;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the bridge can write the audit rows that a mapping asks for. Without them no change may be applied. */
public final class AuditTable {
    private static final String QUERY = """
            select current_user as role, has_any_column_privilege(c.oid, 'insert') as may_insert,
                   has_any_column_privilege(c.oid, 'select') as may_select,
                   row_security_active(c.oid) and not exists (
                     select 1 from pg_catalog.pg_policies p
                      where p.schemaname = n.nspname and p.tablename = c.relname and p.cmd in ('SELECT', 'ALL')
                        and (p.qual = 'true' or exists (
                             select 1 from unnest(p.roles) r where r <> 'public' and pg_has_role(current_user, r, 'member')))
                   ) as hidden,
                   exists (select 1 from pg_catalog.pg_attribute a
                            where a.attrelid = c.oid and a.attname = 'id' and not a.attisdropped
                              and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)) as numbered
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v')
            """;

    private AuditTable() {}

    private record Found(String role, boolean mayInsert, boolean maySelect, boolean hidden, boolean numbered) {}

    /** What is wrong, with its remedy; empty when nothing is. */
    public static List<String> problems(Tx tx, TableMapping mapping) throws SQLException {
        Optional<Found> found = tx.first(
                QUERY,
                row -> new Found(
                        row.getString("role"),
                        row.getBoolean("may_insert"),
                        row.getBoolean("may_select"),
                        row.getBoolean("hidden"),
                        row.getBoolean("numbered")),
                mapping.audit().table().schema(),
                mapping.audit().table().name());
        if (found.isEmpty()) {
            return List.of(mapping.name() + ": Supabase has no audit table "
                    + mapping.audit().table()
                    + "; create it with ./bridgectl setup, or name another under 'audit' in the mapping");
        }
        List<String> problems = new ArrayList<>();
        if (!found.get().mayInsert()) {
            problems.add(missing(mapping, found.get(), "insert into", "insert"));
        }
        // The rows are chained by hash, by their ids.
        if (!found.get().maySelect()) {
            problems.add(missing(mapping, found.get(), "read", "select"));
        }
        if (found.get().hidden()) {
            problems.add(mapping.name() + ": row security hides the rows of "
                    + mapping.audit().table() + " from role " + found.get().role()
                    + ", so it cannot write them either; run: create policy bridge_reads on "
                    + Quoted.shown(mapping.audit().table()) + " for select to "
                    + Quoted.shown(found.get().role())
                    + " using (actor = 'sync-bridge')");
        }
        if (!found.get().numbered()) {
            problems.add(mapping.name() + ": " + mapping.audit().table()
                    + " has no column id that numbers its rows; run: alter table "
                    + Quoted.shown(mapping.audit().table())
                    + " add column id bigint generated always as identity primary key");
        }
        return problems;
    }

    private static String missing(TableMapping mapping, Found found, String what, String right) {
        return mapping.name() + ": role " + found.role() + " may not " + what + " "
                + mapping.audit().table() + "; run: grant " + right + " on "
                + Quoted.shown(mapping.audit().table()) + " to " + Quoted.shown(found.role());
    }
}
