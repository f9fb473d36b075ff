package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Packs;
import io.syncbridge.bridge.setup.Journal;
import io.syncbridge.bridge.store.Migrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The part of {@code bridgectl setup} that makes tables where they are missing: the agent tables, which the bridge's own audit
 * rows need, schema {@code bridge}, and the tables of the chosen packs.
 */
record MigrationSetup(List<String> packs, CommandDatabase database) {

    MigrationSetup {
        packs = List.copyOf(packs);
    }

    /**
     * Applies what is due, or says what would be.
     *
     * @throws ConfigProblems when something is due and the database is reached by a transaction pooler, or when a newer
     *     version of the bridge was here
     */
    void apply(Journal journal) throws ConfigProblems {
        DataSource pool = database.pool();
        Optional<String> newer = Migrations.madeByNewerVersion(pool);
        if (newer.isPresent()) {
            throw new ConfigProblems(List.of(newer.get()));
        }
        int agentTables = Migrations.agentTablesPending(pool);
        int own = Migrations.ownSchemaPending(pool);
        List<String> due = Packs.withMigrations(packs).stream()
                .filter(pack -> Migrations.packPending(pool, pack) > 0)
                .toList();
        if (agentTables + own == 0 && due.isEmpty()) {
            journal.kept("0 migrations are due: schema bridge and the tables of all packs are up to date in "
                    + database.address());
            return;
        }
        if (database.address().isTransactionPooled()) {
            throw new ConfigProblems(List.of(Migrations.NEED_A_SESSION));
        }
        List<String> done = new ArrayList<>();
        done.add((journal.isDryRun() ? agentTables : Migrations.agentTables(pool)) + " migrations of the agent tables");
        done.add((journal.isDryRun() ? own : Migrations.ownSchema(pool)) + " of schema bridge");
        for (String pack : due) {
            int count = journal.isDryRun() ? Migrations.packPending(pool, pack) : Migrations.pack(pool, pack);
            done.add(count + " of pack " + pack);
        }
        String last = done.removeLast();
        journal.changed(
                "applied", "would apply", String.join(", ", done) + " and " + last + " in " + database.address());
    }
}
