package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.util.Optional;

/** By which trigger function a database can post webhooks. Source: supabase-side reference, section 1. */
public enum WebhookSender {
    /** Supabase's own, there once webhooks were enabled. */
    SUPABASE("supabase_functions", "http_request"),
    /** Ours over pg_net, for databases that have the extension but not Supabase's function. */
    PG_NET("bridge", "post_webhook");

    /** What to do where neither works. */
    public static final String NONE = "the database cannot post webhooks: it has neither Supabase's function"
            + " supabase_functions.http_request nor the extension pg_net. On Supabase enable Database Webhooks in the"
            + " dashboard (Integrations), or run: create extension pg_net; then run setup again. On another PostgreSQL use"
            + " ./bridgectl setup --capture. Until then changes are found by the sweeps";

    private static final String FOUND = """
            select exists (select 1 from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                            where n.nspname = 'supabase_functions' and p.proname = 'http_request') as supabase,
                   exists (select 1 from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                            where n.nspname = 'net' and p.proname = 'http_post') as pg_net
            """;

    private final String schema;
    private final String function;

    WebhookSender(String schema, String function) {
        this.schema = schema;
        this.function = function;
    }

    /** The one to use in this database; empty when it has none. */
    public static Optional<WebhookSender> of(Tx tx) throws SQLException {
        return tx.first(FOUND, row -> {
                    if (row.getBoolean("supabase")) {
                        return Optional.of(SUPABASE);
                    }
                    return row.getBoolean("pg_net") ? Optional.of(PG_NET) : Optional.<WebhookSender>empty();
                })
                .flatMap(found -> found);
    }

    /** {@code schema.function}. */
    public String function() {
        return schema + "." + function;
    }
}
