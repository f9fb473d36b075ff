package io.syncbridge.bridge.store;

import io.syncbridge.mapping.SupabaseTable;

/** SQL identifiers, always quoted. The one place where a name from a mapping becomes SQL. */
public final class Quoted {
    private Quoted() {}

    /** A column or other single name. */
    public static String name(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an SQL identifier: empty or with NUL");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** A table with its schema. */
    public static String table(SupabaseTable table) {
        return name(table.schema()) + "." + name(table.name());
    }
}
