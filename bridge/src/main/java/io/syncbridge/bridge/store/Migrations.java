package io.syncbridge.bridge.store;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Applies the migrations under {@code migrations/}. Schema {@code bridge} is the bridge's own and is brought up to date
 * at every start; the four agent tables are created only when asked for, beside whatever stands there already.
 */
public final class Migrations {
    /** Said where migrations are due and the database is reached by a transaction pooler. */
    public static final String NEED_A_SESSION = "migrations are due, and they need a session of their own, which a"
            + " transaction pooler does not give: run ./bridgectl setup once with the session pooler's or the direct address"
            + " in DATABASE_URL (port 5432, no prepareThreshold=0), then go on with this one";

    private static final String BASELINE = "0";
    private static final String OWN = "migrations/bridge";
    private static final String OWN_HISTORY = "migration_history";
    private static final String AGENT_TABLES = "migrations/agent-tables";
    private static final String TENANCY = "packs/tenancy/migrations";
    private static final String TENANCY_HISTORY = "pack_tenancy_history";
    private static final String AGENT_TABLES_HISTORY = "agent_tables_history";

    private Migrations() {}

    /** How many migrations of schema {@code bridge} have not run yet; a look, nothing more. */
    public static int ownSchemaPending(DataSource database) {
        return pending(database, OWN, OWN_HISTORY);
    }

    /**
     * What to say when schema {@code bridge} was brought up to date by a newer version than this; empty when it was not. What
     * the newer version changed is unknown here, so nothing that writes starts on it. A look, nothing more.
     */
    public static Optional<String> madeByNewerVersion(DataSource database) {
        Set<String> known = MigrationFiles.versions(OWN);
        return new Database(database)
                .transaction(tx -> done(tx, OWN_HISTORY)).stream()
                        .filter(version -> !version.equals(BASELINE) && !known.contains(version))
                        .max(Comparator.naturalOrder())
                        .map(last -> "schema bridge was brought up to date by a newer version (migration " + last
                                + ", which this version does not know): start that version or a newer one;"
                                + " docs/upgrade.md says how to go back");
    }

    /** What to say when migrations of schema {@code bridge} are due and this role may not run them; empty when it may. */
    public static Optional<String> notAllowed(DataSource database) {
        int due = ownSchemaPending(database);
        return due == 0
                ? Optional.empty()
                : new Database(database)
                        .transaction(tx -> tx.first(
                                "select current_user as role where not case when to_regnamespace('bridge') is null"
                                        + " then has_database_privilege(current_database(), 'create')"
                                        + " else has_schema_privilege(to_regnamespace('bridge')::oid, 'create') end",
                                row -> row.getString("role")))
                        .map(role -> due + " migrations of schema bridge are due and role " + role
                                + " may not run them; run ./bridgectl setup as the database's owner, and after it what"
                                + " ./bridgectl setup --print-role prints");
    }

    /** How many migrations of the agent tables have not run yet; a look, nothing more. */
    public static int agentTablesPending(DataSource database) {
        return pending(database, AGENT_TABLES, AGENT_TABLES_HISTORY);
    }

    /** Brings schema {@code bridge} up to date; answers how many migrations ran. */
    public static int ownSchema(DataSource database) {
        return migrate(database, OWN, OWN_HISTORY);
    }

    /** Creates the agent tables and their functions where they are missing; answers how many migrations ran. */
    public static int agentTables(DataSource database) {
        return migrate(database, AGENT_TABLES, AGENT_TABLES_HISTORY);
    }

    /**
     * Creates the tables and functions of a pack where they are missing; answers how many migrations ran.
     *
     * @param pack the name of a folder under {@code packs/}
     */
    public static int pack(DataSource database, String pack) {
        return migrate(database, TENANCY, TENANCY_HISTORY) + migrate(database, packFolder(pack), packHistory(pack));
    }

    /** How many migrations of a pack have not run yet; a look, nothing more. */
    public static int packPending(DataSource database, String pack) {
        return pending(database, TENANCY, TENANCY_HISTORY) + pending(database, packFolder(pack), packHistory(pack));
    }

    /**
     * The SQL files that {@code setup} would run on an empty database, by name: schema {@code bridge}, the agent tables, and
     * these packs. They may run in the order of their names, by any tool; when {@code setup}
     * runs them once more, nothing changes.
     */
    public static SortedMap<String, String> files(List<String> packs) {
        SortedMap<String, String> files = new TreeMap<>(MigrationFiles.texts(AGENT_TABLES));
        files.putAll(MigrationFiles.texts(OWN));
        for (String pack : packs) {
            files.putAll(MigrationFiles.texts(TENANCY));
            files.putAll(MigrationFiles.texts(packFolder(pack)));
        }
        return files;
    }

    private static String packFolder(String pack) {
        return "packs/" + pack + "/migrations";
    }

    private static String packHistory(String pack) {
        return "pack_" + pack.replace('-', '_') + "_history";
    }

    /** Schema {@code bridge} and the agent tables, in order. */
    public static int all(DataSource database) {
        return List.of(ownSchema(database), agentTables(database)).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** No session state is used, so that this works behind a transaction pooler too, where migrating does not. */
    private static int pending(DataSource database, String location, String history) {
        Set<String> files = new HashSet<>(MigrationFiles.versions(location));
        new Database(database).transaction(tx -> done(tx, history)).forEach(files::remove);
        return files.size();
    }

    private static List<String> done(Tx tx, String history) throws SQLException {
        boolean there = tx.first(
                        "select to_regclass('bridge.' || ?) is not null as there",
                        row -> row.getBoolean("there"),
                        history)
                .orElse(false);
        return there
                ? tx.all(
                        "select version from bridge." + Quoted.name(history) + " where success and version is not null",
                        row -> row.getString("version"))
                : List.of();
    }

    private static int migrate(DataSource database, String location, String history) {
        if (pending(database, location, history) == 0) {
            return 0; // Flyway takes a third of a second to find that out, and a session of its own
        }
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
                .baselineVersion(BASELINE)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
