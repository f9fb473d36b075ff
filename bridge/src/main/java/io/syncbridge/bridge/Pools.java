package io.syncbridge.bridge;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.syncbridge.bridge.config.DatabaseAddress;
import java.time.Duration;

/**
 * Connection pools. Small on purpose: Supabase's session pooler gives 15 connections to everybody together. Intake has
 * its own, so that a webhook is answered while every worker waits for a row lock.
 */
final class Pools {
    private static final String SESSION =
            "set statement_timeout = '60s'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '15s'";

    static final int WORKERS = 6;
    static final int INTAKE = 4;

    private Pools() {}

    static HikariDataSource workers(DatabaseAddress address) {
        return pool(address, "workers", WORKERS, Duration.ofSeconds(10));
    }

    /** Gives up after a second: the sender shall hear 503 within two, also on a busy machine. */
    static HikariDataSource intake(DatabaseAddress address) {
        return pool(address, "intake", INTAKE, Duration.ofSeconds(1));
    }

    private static HikariDataSource pool(DatabaseAddress address, String name, int size, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        address.user().ifPresent(config::setUsername);
        address.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(wait.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setThreadFactory(Thread.ofVirtual().name("pool-" + name + "-", 0).factory());
        config.addDataSourceProperty("ApplicationName", "sync-bridge");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        config.addDataSourceProperty("socketTimeout", "90");
        if (!address.isTransactionPooled()) {
            // Behind a transaction pooler a SET would reach somebody else's statements.
            config.setConnectionInitSql(SESSION);
        }
        return new HikariDataSource(config);
    }
}
