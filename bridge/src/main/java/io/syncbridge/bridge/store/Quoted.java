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

    /** A text constant. Independent of standard_conforming_strings only without backslashes, which are therefore refused. */
    public static String text(String value) {
        if (value.indexOf('\0') >= 0 || value.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("not an SQL text: with NUL or backslash");
        }
        return "'" + value.replace("'", "''") + "'";
    }

    /** A table with its schema as a text constant, whatever its name holds. */
    static String tableText(SupabaseTable table) {
        return "E'" + table(table).replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** A table with its schema. */
    public static String table(SupabaseTable table) {
        return name(table.schema()) + "." + name(table.name());
    }
}
