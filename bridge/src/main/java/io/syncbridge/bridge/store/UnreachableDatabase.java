package io.syncbridge.bridge.store;

import java.sql.SQLException;

/** Why a database could not be used, for the person who wrote its address. */
public final class UnreachableDatabase {
    private UnreachableDatabase() {}

    /** The driver's or the server's words, in a line, and what to correct where that is known. */
    public static String reason(Throwable unreachable) {
        Throwable root = unreachable;
        String state = "";
        for (Throwable cause = unreachable; cause != null; cause = cause.getCause()) {
            root = cause;
            state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : state;
        }
        String said = String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
        return said + remedy(state, said);
    }

    private static String remedy(String state, String said) {
        if (said.contains("EMAXCONNSESSION") || state.equals("53300")) {
            return "; stop other clients, or use the transaction pooler's address (port 6543)";
        }
        return switch (state) {
            case "28P01", "28000" ->
                "; correct user and password in DATABASE_URL (at Supabase's poolers the user is <role>.<project>)";
            case "3D000" -> "; correct the database's name in DATABASE_URL";
            case "08001", "08004" ->
                "; correct host and port in DATABASE_URL, or see what stands between (Supabase's direct address speaks IPv6"
                        + " only, its session pooler IPv4)";
            default -> "";
        };
    }
}
