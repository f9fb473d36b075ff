package io.syncbridge.bridge.cli;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Database;
import java.sql.SQLException;
import java.util.List;

/** The database as a verb needs it: two connections, and a clear line when it cannot be reached. */
record CommandDatabase(DatabaseAddress address, HikariDataSource pool) implements AutoCloseable {

    /**
     * Connects.
     *
     * @throws ConfigProblems when the address is missing or nobody answers there
     */
    static CommandDatabase open(Settings settings) throws ConfigProblems {
        return open(settings, false);
    }

    /** As {@link #open}, in transactions that the database lets write nothing. */
    static CommandDatabase openToRead(Settings settings) throws ConfigProblems {
        return open(settings, true);
    }

    private static CommandDatabase open(Settings settings, boolean readsOnly) throws ConfigProblems {
        DatabaseAddress address = settings.get("database_url")
                .flatMap(DatabaseAddress::parse)
                .orElseThrow(() -> new ConfigProblems(
                        List.of("DATABASE_URL is not set, or not a PostgreSQL address; write it like "
                                + "postgres://user:password@host:5432/postgres")));
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(address.jdbcUrl());
        address.user().ifPresent(pool::setUsername);
        address.password().ifPresent(pool::setPassword);
        pool.setReadOnly(readsOnly);
        pool.setMaximumPoolSize(2);
        pool.setConnectionTimeout(10_000);
        CommandDatabase database = new CommandDatabase(address, pool);
        try {
            pool.getConnection().close();
            return database;
        } catch (SQLException | HikariPool.PoolInitializationException unreachable) {
            database.close();
            throw new ConfigProblems(List.of("cannot use the database " + address + ": " + reason(unreachable)));
        }
    }

    Database database() {
        return new Database(pool);
    }

    private static String reason(Throwable unreachable) {
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

    @Override
    public void close() {
        pool.close();
    }
}
