package io.syncbridge.bridge.store;

import io.syncbridge.mapping.SupabaseTable;
import java.util.regex.Pattern;

/** SQL identifiers, always quoted. The one place where a name from a mapping becomes SQL. */
public final class Quoted {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

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

    /** A text constant that may hold backslashes too. */
    public static String anyText(String value) {
        return value.indexOf('\\') < 0
                ? text(value)
                : "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** A block of code between dollar signs, which no name within it can end. */
    public static String block(String code) {
        String tag = "$bridge$";
        for (int number = 2; code.contains(tag); number++) {
            tag = "$bridge" + number + "$";
        }
        return tag + "\n" + code + tag;
    }

    /** A table as a person may paste it: quoted where PostgreSQL needs that. */
    public static String shown(SupabaseTable table) {
        return shown(table.schema()) + "." + shown(table.name());
    }

    /** A column or other single name as a person may paste it. */
    public static String shown(String identifier) {
        return PLAIN.matcher(identifier).matches() ? identifier : name(identifier);
    }

    /** A table with its schema. */
    public static String table(SupabaseTable table) {
        return name(table.schema()) + "." + name(table.name());
    }
}
