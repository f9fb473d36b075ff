package io.syncbridge.bridge.store;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Applies the migrations under {@code migrations/}. Schema {@code bridge} is the bridge's own and is brought up to date
 * at every start; the four agent tables are created only when asked for, beside whatever stands there already.
 */
public final class Migrations {
    private Migrations() {}

    /** Brings schema {@code bridge} up to date; answers how many migrations ran. */
    public static int ownSchema(DataSource database) {
        return migrate(database, "migrations/bridge", "migration_history");
    }

    /** Creates the agent tables and their functions where they are missing; answers how many migrations ran. */
    public static int agentTables(DataSource database) {
        return migrate(database, "migrations/agent-tables", "agent_tables_history");
    }

    /**
     * Creates the tables and functions of a pack where they are missing; answers how many migrations ran.
     *
     * @param pack the name of a folder under {@code packs/}
     */
    public static int pack(DataSource database, String pack) {
        return migrate(database, "packs/tenancy/migrations", "pack_tenancy_history")
                + migrate(database, "packs/" + pack + "/migrations", "pack_" + pack.replace('-', '_') + "_history");
    }

    /** Schema {@code bridge} and the agent tables, in order. */
    public static int all(DataSource database) {
        return List.of(ownSchema(database), agentTables(database)).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static int migrate(DataSource database, String location, String history) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:" + location)
                .schemas("bridge")
                .defaultSchema("bridge")
                .table(history)
                // File names as the Supabase CLI wants them: <timestamp>_<what it does>.sql
                .sqlMigrationPrefix("")
                .sqlMigrationSeparator("_")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
