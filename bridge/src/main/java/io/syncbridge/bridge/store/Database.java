package io.syncbridge.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Owns every open, commit, rollback and close. A transaction is one call; nothing inside it may wait for HTTP.
 * Isolation is READ COMMITTED: the compare-and-set must see rows as they are now.
 */
public final class Database {
    private final DataSource pool;

    /** A database behind a connection pool. */
    public Database(DataSource pool) {
        this.pool = pool;
    }

    /** Work within one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does the work; any exception rolls everything back. */
        T in(Tx tx) throws SQLException;
    }

    /**
     * Runs the work in one transaction and commits.
     *
     * @throws DatabaseException for whatever the database refused or could not do; nothing was then applied, except that
     *     a connection lost during commit leaves that open
     */
    public <T> T transaction(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Tx tx = new Tx(connection);
                T result = work.in(tx);
                connection.commit();
                tx.committed();
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                rollback(connection, failed);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new DatabaseException(failed);
        }
    }

    /** Work within one transaction that answers nothing. */
    @FunctionalInterface
    public interface Action {
        /** Does the work; any exception rolls everything back. */
        void in(Tx tx) throws SQLException;
    }

    /** As {@link #transaction}, for work without a result. */
    public void apply(Action action) {
        boolean unused = transaction(tx -> {
            action.in(tx);
            return true;
        });
    }

    private static void rollback(Connection connection, Throwable failed) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            failed.addSuppressed(lost);
        }
    }
}
