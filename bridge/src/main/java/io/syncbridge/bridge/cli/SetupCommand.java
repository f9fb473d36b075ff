package io.syncbridge.bridge.cli;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl setup}: the database's part. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Creates the four agent tables with their functions where they are missing, and the bridge's own "
                + "schema. Existing tables keep their columns and data. Safe to run again at any time.")
final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (default: bridge.yaml, if present).")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private CaptureOptions capture = new CaptureOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = StartCommand.settings(config);
        CaptureSetup wanted = capture.wanted(settings);
        if (wanted.isOnlyPrinted()) {
            out.print(wanted.sql());
            out.flush();
            return 0;
        }
        DatabaseAddress address = settings.get("database_url")
                .flatMap(DatabaseAddress::parse)
                .orElseThrow(() -> new ConfigProblems(
                        List.of("DATABASE_URL is not set, or not a PostgreSQL address; write it like "
                                + "postgres://user:password@host:5432/postgres")));
        try (HikariDataSource database = new HikariDataSource()) {
            database.setJdbcUrl(address.jdbcUrl());
            address.user().ifPresent(database::setUsername);
            address.password().ifPresent(database::setPassword);
            database.setMaximumPoolSize(2);
            database.setConnectionTimeout(10_000);
            requireReachable(database, address);
            int agentTables = Migrations.agentTables(database);
            int own = Migrations.ownSchema(database);
            out.println("applied " + agentTables + " migrations of the agent tables and " + own
                    + " of schema bridge in " + address);
            wanted.apply(new Database(database), out);
            out.flush();
        }
        return 0;
    }

    private static void requireReachable(HikariDataSource database, DatabaseAddress address) throws ConfigProblems {
        try {
            database.getConnection().close();
        } catch (SQLException | HikariPool.PoolInitializationException unreachable) {
            Throwable root = unreachable;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String reason =
                    String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
            throw new ConfigProblems(List.of("cannot use the database " + address + ": " + reason));
        }
    }
}
