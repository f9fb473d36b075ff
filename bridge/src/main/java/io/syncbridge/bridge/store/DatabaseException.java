package io.syncbridge.bridge.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A statement or connection failed. Sorted by SQLState, never by message text. */
public final class DatabaseException extends RuntimeException {
    private final String sqlState;

    /** Wraps the driver's exception. */
    public DatabaseException(SQLException cause) {
        super("database: SQLState " + cause.getSQLState(), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** The five-character SQLState; empty when the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    /** True when the data itself was refused (constraint, type, length, range): trying again changes nothing. */
    public boolean isRefusal() {
        return sqlState.startsWith("22") || sqlState.startsWith("23");
    }

    /** True when the table is not as the mapping says (missing table, column or right). */
    public boolean isSchemaFault() {
        return sqlState.startsWith("42");
    }

    /**
     * What the database said, for the operator: its primary message, constraint and column. Shown in parked records, not
     * in logs: it may hold a value.
     */
    public String explanation() {
        @Nullable ServerErrorMessage server = getCause() instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        if (server == null) {
            return "the database failed with SQLState " + sqlState;
        }
        String column = server.getColumn() == null ? "" : ", column " + server.getColumn();
        String constraint = server.getConstraint() == null ? "" : ", constraint " + server.getConstraint();
        return "Supabase refused the row: " + server.getMessage() + " (SQLState " + sqlState + column + constraint
                + ")";
    }
}
