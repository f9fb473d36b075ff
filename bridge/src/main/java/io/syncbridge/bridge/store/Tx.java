package io.syncbridge.bridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction. Parameters are bound by position; Optional binds its value or NULL, Instant is cut to
 * microseconds (the driver would round), a List of strings or longs becomes an array, an Optional in it likewise.
 */
public final class Tx {
    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Connection connection) {
        this.connection = connection;
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {
        /** Reads the current row. */
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement and answers the number of rows it touched. */
    public int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Does something in memory once the transaction is committed, and only then: counting, say. It must not fail. */
    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** All rows of a query. */
    public <T> List<T> all(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        }
    }

    /** Reads one row of a result and keeps nothing of it. */
    @FunctionalInterface
    public interface RowVisitor {
        /** Reads the current row. */
        void visit(ResultSet row) throws SQLException;
    }

    /** Hands on every row of a query, a thousand at a time from the server. */
    public void each(String sql, RowVisitor visitor, Object... parameters) throws SQLException {
        some(1000, sql, () -> true, visitor, parameters);
    }

    /**
     * Hands on rows of a query whose rows may be large, in order, until nobody wants more.
     *
     * @param together how many come from the server at a time: that many are in memory
     * @param more asked before each row
     */
    public void some(int together, String sql, BooleanSupplier more, RowVisitor visitor, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            statement.setFetchSize(together);
            try (ResultSet rows = statement.executeQuery()) {
                while (more.getAsBoolean() && rows.next()) {
                    visitor.visit(rows);
                }
            }
        }
    }

    /** The first row of a query, if there is one. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        return all(sql, reader, parameters).stream().findFirst();
    }

    /** A timestamptz column as an instant. */
    public static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException failed) {
            statement.close();
            throw failed;
        }
    }

    private void bind(PreparedStatement statement, int at, Object parameter) throws SQLException {
        switch (parameter) {
            case Optional<?> value -> {
                if (value.isPresent()) {
                    bind(statement, at, value.get());
                } else {
                    statement.setNull(at, Types.VARCHAR);
                }
            }
            case Instant time ->
                statement.setObject(at, OffsetDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));
            case List<?> list -> {
                boolean numbers = !list.isEmpty() && list.getFirst() instanceof Long;
                statement.setArray(at, connection.createArrayOf(numbers ? "bigint" : "text", elements(list)));
            }
            default -> statement.setObject(at, parameter);
        }
    }

    /** An empty Optional is a NULL. */
    private static @Nullable Object[] elements(List<?> list) {
        @Nullable Object[] elements = new Object[list.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = list.get(i) instanceof Optional<?> value ? value.orElse(null) : list.get(i);
        }
        return elements;
    }
}
