package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.mapping.TableMapping;

/** What to do when a database does not let a trigger be made. */
public final class TriggerRefusals {
    private TriggerRefusals() {}

    /** One sentence with the remedy. */
    public static String advice(TableMapping mapping, DatabaseException failed) {
        return switch (failed.sqlState()) {
            case "55P03" -> mapping.supabase() + " is busy; run this again when no long transaction writes it";
            case "42501" -> "no right to create triggers on " + mapping.supabase() + "; run this as the table's owner";
            case "42809" -> mapping.supabase() + " is no table, so it can have no row trigger; name its base table";
            default -> "the database refused the trigger, SQLState " + failed.sqlState();
        };
    }
}
