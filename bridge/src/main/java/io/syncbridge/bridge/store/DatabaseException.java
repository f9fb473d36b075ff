package io.syncbridge.bridge.store;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A statement or connection failed. Sorted by SQLState, never by message text. */
public final class DatabaseException extends RuntimeException {
    /** Data, integrity constraint, check option of a view, raised in PL/pgSQL. */
    private static final List<String> REFUSING_CLASSES = List.of("22", "23", "44", "P0");

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

    /**
     * True when the user's table refused the data (constraint, type, length, range, an exception raised by a trigger of
     * the user's): trying again changes nothing. A clash in the bridge's own schema is a race between two webhooks and
     * passes at the next try.
     */
    public boolean isRefusal() {
        return REFUSING_CLASSES.stream().anyMatch(sqlState::startsWith) && !isOwnClash();
    }

    /** True when two transactions wrote the same bookkeeping row; the loser need only try again. */
    public boolean isOwnClash() {
        return sqlState.equals("23505")
                && server().filter(said -> "bridge".equals(said.getSchema())).isPresent();
    }

    /** True when somebody else held a row for longer than we wait. */
    public boolean isLockTimeout() {
        return sqlState.equals("55P03");
    }

    /** True when the table is not as the mapping says (missing table, column or right). */
    public boolean isSchemaFault() {
        return sqlState.startsWith("42");
    }

    /** True when there was no connection to be had, or it broke: the database is away, restarting or full. */
    public boolean isUnreachable() {
        return getCause() instanceof SQLTransientConnectionException
                || sqlState.startsWith("08")
                || sqlState.startsWith("57P0")
                || sqlState.equals("53300");
    }

    /** True when a table changed since it was linked could be the reason: also another type, a column made NOT NULL. */
    public boolean mayBeSchema() {
        return isSchemaFault() || sqlState.equals("3F000") || sqlState.equals("23502") || sqlState.startsWith("22");
    }

    /**
     * What the database said, for the operator: its primary message, constraint and column. Shown in parked records, not
     * in logs: it may hold a value.
     */
    public String explanation() {
        Optional<ServerErrorMessage> said = server();
        if (said.isEmpty()) {
            return "the database failed with SQLState " + sqlState;
        }
        ServerErrorMessage server = said.get();
        String column = server.getColumn() == null ? "" : ", column " + server.getColumn();
        String constraint = server.getConstraint() == null ? "" : ", constraint " + server.getConstraint();
        return "Supabase refused the row: " + server.getMessage() + " (SQLState " + sqlState + column + constraint
                + ")";
    }

    /** The mapped fields the database named by their columns; usually one or none. */
    public List<String> fields(TableMapping mapping) {
        String column = server().map(ServerErrorMessage::getColumn).orElse("");
        return mapping.fields().stream()
                .map(FieldMapping::name)
                .filter(name -> name.equals(column))
                .toList();
    }

    private Optional<ServerErrorMessage> server() {
        return getCause() instanceof PSQLException driver
                ? Optional.ofNullable(driver.getServerErrorMessage())
                : Optional.empty();
    }
}
