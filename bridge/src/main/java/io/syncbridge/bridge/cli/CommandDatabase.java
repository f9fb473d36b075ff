package io.syncbridge.bridge.cli;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.UnreachableDatabase;
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
            throw new ConfigProblems(
                    List.of("cannot use the database " + address + ": " + UnreachableDatabase.reason(unreachable)));
        }
    }

    Database database() {
        return new Database(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
