package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A user of Supabase, who tries again until the database has taken an edit. Whether it has is never guessed: the row's
 * history, kept by a trigger in the same transaction, says it ({@link RowHistory}).
 */
final class SupabaseUser {

    private final TestDatabase database;
    private final Map<Integer, Instant> committed = new ConcurrentHashMap<>();

    SupabaseUser(TestDatabase database) {
        this.database = database;
    }

    /** When an edit had been committed at the latest; empty where that was never answered. */
    Optional<Instant> committed(int number) {
        return Optional.ofNullable(committed.get(number));
    }

    void create(String marker, int number) {
        edit(
                number,
                connection -> execute(
                                connection,
                                "insert into agent_jobs (job_type, initiated_by, error_message, parameters, retry_count)"
                                        + " values ('manual', ?, ?, ?, ?)",
                                marker,
                                Field.ERROR_MESSAGE.value(number),
                                Field.PARAMETERS.value(number),
                                Field.RETRY_COUNT.value(number))
                        == 1);
    }

    /** False when the row is not there. */
    boolean change(String marker, Act.Change change) {
        String set =
                change.fields().stream().map(field -> field.column() + " = ?").collect(Collectors.joining(", "));
        Object[] values = java.util.stream.Stream.concat(
                        change.fields().stream().map(field -> (Object) field.value(change.number())),
                        java.util.stream.Stream.of(marker))
                .toArray();
        return edit(change.number(), connection -> {
            pause(connection, change.before());
            int rows = execute(connection, "update agent_jobs set " + set + " where initiated_by = ?", values);
            pause(connection, change.after());
            return rows == 1;
        });
    }

    @FunctionalInterface
    private interface Work {
        boolean done(Connection connection) throws SQLException;
    }

    private boolean edit(int number, Work work) {
        Awaiting tries = Awaiting.forAtMost(Duration.ofSeconds(60), "the database takes edit " + number);
        while (true) {
            try (Connection connection = DriverManager.getConnection(
                    database.jdbcUrl() + "&stringtype=unspecified&ApplicationName=edit-" + number)) {
                if (RowHistory.holds(connection, number)) {
                    return true;
                }
                connection.setAutoCommit(false);
                boolean done = work.done(connection);
                connection.commit();
                committed.put(number, Instant.now());
                return done;
            } catch (SQLException down) {
                tries.again(down);
            }
        }
    }

    private static void pause(Connection connection, Duration pause) throws SQLException {
        if (pause.isPositive()) {
            try (var statement = connection.prepareStatement("select pg_sleep(?)")) {
                statement.setDouble(1, pause.toMillis() / 1000.0);
                statement.execute();
            }
        }
    }

    private static int execute(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
