package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A webhook trigger as the catalog has it.
 *
 * @param function {@code schema.function}
 * @param arguments URL, method, headers, parameters, time limit; holds a secret
 * @param enabled false when it was switched off
 * @param announces which changes it fires for
 */
public record InstalledWebhook(
        String name, String function, List<String> arguments, boolean enabled, Announces announces) {
    /** Row-level, after, insert, update, delete: the bits of {@code pg_trigger.tgtype}. */
    private static final int EVERY_CHANGE = 1 | 4 | 8 | 16;

    private static final String QUERY = """
            select t.tgname as name, n.nspname || '.' || p.proname as function, t.tgargs as arguments,
                   t.tgenabled in ('O', 'A') as enabled,
                   t.tgtype = ? and t.tgattr::text = '' as every_verb, t.tgqual is null as unconditional,
                   pg_catalog.pg_get_triggerdef(t.oid) as definition
              from pg_catalog.pg_trigger t
              join pg_catalog.pg_proc p on p.oid = t.tgfoid
              join pg_catalog.pg_namespace n on n.oid = p.pronamespace
              join pg_catalog.pg_class c on c.oid = t.tgrelid
              join pg_catalog.pg_namespace s on s.oid = c.relnamespace
             where s.nspname = ? and c.relname = ? and not t.tgisinternal
               and (n.nspname, p.proname) in (('supabase_functions', 'http_request'), ('bridge', 'post_webhook'))
             order by t.tgname
            """;

    /** Copies. */
    public InstalledWebhook {
        arguments = List.copyOf(arguments);
    }

    /** Which inserts, updates and deletes of rows it fires for. */
    public enum Announces {
        /** Every one. */
        ALL,
        /** Every one that the bridge did not make itself. */
        OTHERS,
        /** Not every one that the bridge must hear of. */
        SOME
    }

    /** All of a mapping's table. */
    public static List<InstalledWebhook> of(Tx tx, TableMapping mapping) throws SQLException {
        SupabaseTable table = mapping.supabase();
        String silent = new OwnWrites(mapping.name()).conditionAsStored();
        return tx.all(QUERY, row -> read(row, silent), EVERY_CHANGE, table.schema(), table.name());
    }

    private static InstalledWebhook read(ResultSet row, String silent) throws SQLException {
        String joined = new String(row.getBytes("arguments"), StandardCharsets.UTF_8);
        List<String> arguments = joined.isEmpty()
                ? List.of()
                : List.of(joined.substring(0, joined.length() - 1).split("\0", -1));
        return new InstalledWebhook(
                row.getString("name"),
                row.getString("function"),
                arguments,
                row.getBoolean("enabled"),
                announces(row, silent));
    }

    private static Announces announces(ResultSet row, String silent) throws SQLException {
        if (!row.getBoolean("every_verb")) {
            return Announces.SOME;
        }
        if (row.getBoolean("unconditional")) {
            return Announces.ALL;
        }
        return row.getString("definition").contains(silent) ? Announces.OTHERS : Announces.SOME;
    }

    /** Without the arguments, which hold a secret. */
    @Override
    public String toString() {
        return name;
    }
}
