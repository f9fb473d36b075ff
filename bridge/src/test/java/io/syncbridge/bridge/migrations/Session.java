package io.syncbridge.bridge.migrations;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One connection that acts as a certain role, the way PostgREST does: {@code set role} and the claims of the JWT. */
record Session(Connection connection) implements AutoCloseable {

    static Session as(TestDatabase database, String role) throws SQLException {
        var session = new Session(database.dataSource().getConnection());
        session.run("set role " + role);
        return session;
    }

    Session withJwtRole(String role) throws SQLException {
        run("set request.jwt.claims = '{\"role\": \"" + role + "\"}'");
        return this;
    }

    /** Returns the number of rows touched. */
    int run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        }
    }

    long count(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("select count(*) from " + sql)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    /** The first row as text, column by column. */
    List<String> row(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(sql)) {
            answer.next();
            var values = new ArrayList<String>();
            for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(answer.getString(i)));
            }
            return values;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
