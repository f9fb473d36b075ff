package io.syncbridge.bridge.supabase;

import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the bridge can write the audit rows that a mapping asks for. Without them no change may be applied. */
public final class AuditTable {
    private static final String QUERY = """
            select current_user as role, has_any_column_privilege(c.oid, 'insert') as may_insert
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v')
            """;

    private AuditTable() {}

    private record Found(String role, boolean mayInsert) {}

    /** What is wrong, with its remedy; empty when nothing is. */
    public static List<String> problems(Tx tx, TableMapping mapping) throws SQLException {
        Optional<Found> found = tx.first(
                QUERY,
                row -> new Found(row.getString("role"), row.getBoolean("may_insert")),
                mapping.audit().table().schema(),
                mapping.audit().table().name());
        if (found.isEmpty()) {
            return List.of(mapping.name() + ": Supabase has no audit table "
                    + mapping.audit().table()
                    + "; create it with ./bridgectl setup, or name another under 'audit' in the mapping");
        }
        return found.get().mayInsert()
                ? List.of()
                : List.of(mapping.name() + ": role " + found.get().role() + " may not insert into "
                        + mapping.audit().table() + "; run: grant insert on "
                        + Quoted.shown(mapping.audit().table()) + " to "
                        + Quoted.shown(found.get().role()));
    }
}
