package io.syncbridge.bridge.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the running bridge must be allowed to do in its own schema. Migrations are run by the schema's owner; whoever serves
 * needs no more than this.
 */
public final class OwnRights {
    /** The functions that are called by name; those of triggers need no right. */
    public static final List<String> FUNCTIONS = List.of(
            "bridge.take_zapier_call(text, integer, bigint, boolean, timestamptz[], bigint[], boolean[], timestamptz)");

    private static final String READ = "select";
    private static final String ALL = "select, insert, update, delete";
    private static final String KEEP = "select, insert, update";

    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("alert", ALL),
            Map.entry("alert_message", KEEP),
            Map.entry("alert_turn", "select, update"),
            // Nobody alters the chain; erasing, which takes the owner's rights, empties salts.
            Map.entry("audit_adoption", KEEP),
            Map.entry("audit_chain", "select, insert"),
            Map.entry("audit_unsealed", "select, insert, delete"),
            Map.entry("backfill", KEEP),
            // Triggers insert, as their owner. Only what may be updated may be locked.
            Map.entry("capture", "select, update, delete"),
            Map.entry("clock_skew", KEEP),
            Map.entry("feed", KEEP),
            Map.entry("hint", ALL),
            Map.entry("lag_minute", ALL),
            Map.entry("mapping_state", KEEP),
            Map.entry("migration_history", READ),
            Map.entry("own_write", "select, insert, delete"),
            Map.entry("quiet", KEEP),
            Map.entry("scheduled_tasks", ALL),
            Map.entry("sweep", KEEP),
            Map.entry("sync_record", ALL),
            Map.entry("tenant_lease", ALL),
            Map.entry("verification", KEEP),
            Map.entry("whole_table_look", ALL),
            Map.entry("zapier_budget", KEEP),
            Map.entry("zapier_calls", ALL),
            Map.entry("zapier_pause", ALL));

    private static final String MISSING = """
            select c.relname as name, w.verb
              from unnest(cast(? as text[]), cast(? as text[])) as w (name, verb)
              join pg_catalog.pg_class c on c.relname = w.name
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'bridge'
             where not has_table_privilege(c.oid, w.verb)
             order by 1, 2
            """;
    private static final String HIDDEN = """
            select c.relname as name
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'bridge'
             where c.relname = any(?) and row_security_active(c.oid)
               and not exists (
                   select 1 from pg_catalog.pg_policy p
                    where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
                      and exists (select 1 from unnest(p.polroles) r
                                   where case when r = 0 then true else pg_has_role(current_user, r, 'usage') end))
             order by 1
            """;
    private static final String CALLABLE = "select 1 where to_regprocedure(?) is null"
            + " or has_function_privilege(to_regprocedure(?)::oid, 'execute')";
    private static final String ENTERED =
            "select current_user as role, has_schema_privilege('bridge', 'usage') as entered";

    private record Entry(String role, boolean entered) {}

    private OwnRights() {}

    /** Every table of the schema and what is done with it, as a grant lists it. */
    public static SortedMap<String, String> tables() {
        return new TreeMap<>(TABLES);
    }

    /** What the current role lacks, each as a sentence that begins with the role and ends with the remedy. */
    public static List<String> missing(Tx tx) throws SQLException {
        Entry entry = tx.first(ENTERED, row -> new Entry(row.getString("role"), row.getBoolean("entered")))
                .orElseThrow();
        String role = Quoted.shown(entry.role());
        if (!entry.entered()) {
            return List.of(
                    "role " + role + " may not use schema bridge; run as its owner: grant usage on schema bridge to "
                            + role + ", or the whole of ./bridgectl setup --print-role " + role);
        }
        List<String> names = new ArrayList<>();
        List<String> verbs = new ArrayList<>();
        tables().forEach((table, rights) -> {
            for (String verb : rights.split(", ", -1)) {
                names.add(table);
                verbs.add(verb);
            }
        });
        List<String> missing = new ArrayList<>(tx.all(
                MISSING, row -> lacking(role, row.getString("verb"), "bridge." + row.getString("name")), names, verbs));
        missing.addAll(tx.all(
                HIDDEN,
                row -> "row security hides bridge." + row.getString("name") + " from role " + role
                        + "; run as its owner:"
                        + " create policy " + role + " on bridge." + row.getString("name") + " for all to " + role
                        + " using (true) with check (true)",
                List.copyOf(TABLES.keySet())));
        for (String function : FUNCTIONS) {
            if (tx.first(CALLABLE, row -> true, function, function).isEmpty()) {
                missing.add("role " + role + " may not call " + function
                        + "; run as its owner: grant execute on function " + function + " to " + role);
            }
        }
        return missing;
    }

    private static String lacking(String role, String verb, String table) {
        return "role " + role + " may not " + verb + " " + table + "; run as its owner: grant " + verb + " on " + table
                + " to " + role;
    }
}
