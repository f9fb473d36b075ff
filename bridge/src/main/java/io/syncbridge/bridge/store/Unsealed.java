package io.syncbridge.bridge.store;

import io.syncbridge.mapping.SupabaseTable;

/**
 * The lines by which audit rows wait for their place in the chain: left by the statement that inserts them, in its
 * transaction, with a hash of what was inserted. No writer waits for another one.
 */
public final class Unsealed {
    /** Only compared with itself, within seconds and on one server: hence the server's own text will do. */
    public static final String DIGEST =
            "sha256(convert_to(jsonb_build_array(id, extract(epoch from \"timestamp\"), actor,"
                    + " actor_type, action, resource_type, resource_id, metadata, severity)::text, 'UTF8'))";

    private Unsealed() {}

    /** An insert into an audit table that leaves such a line for each of its rows. It touches as many rows as before. */
    public static String with(SupabaseTable table, String insert) {
        return "with written as (" + insert + " returning id, \"timestamp\", actor, actor_type, action, resource_type,"
                + " resource_id, metadata, severity)"
                + " insert into bridge.audit_unsealed (audit_table, row_id, digest)"
                + " select " + Quoted.anyText(Quoted.table(table)) + ", id, " + DIGEST
                + " from written where id is not null";
    }
}
