package io.syncbridge.mapping;

/** How a table is synchronised. */
public enum SyncMode {
    /** Changes travel both ways and are reconciled. */
    TWO_WAY,
    /** Each Zapier record is inserted into Supabase exactly once; nothing is ever updated or sent back. */
    APPEND_TO_SUPABASE
}
