package io.syncbridge.bridge;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.UnreachableDatabase;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Schema {@code bridge} as this version wants it. A version that is older than the schema does not start. */
final class OwnSchema {
    private OwnSchema() {}

    /** Runs what is missing, or says why it cannot. */
    static void bringUpToDate(DatabaseAddress database, DataSource pool) throws ConfigProblems {
        boolean cannotMigrate;
        Optional<String> newer;
        try {
            newer = Migrations.madeByNewerVersion(pool);
            cannotMigrate = database.isTransactionPooled() && Migrations.ownSchemaPending(pool) > 0;
        } catch (RuntimeException failed) {
            throw new ConfigProblems(
                    List.of("cannot use the database " + database + ": " + UnreachableDatabase.reason(failed)));
        }
        if (newer.isPresent()) {
            throw new ConfigProblems(List.of(newer.get()));
        }
        if (cannotMigrate) {
            throw new ConfigProblems(List.of(Migrations.NEED_A_SESSION));
        }
        Optional<String> notAllowed = Migrations.notAllowed(pool);
        if (notAllowed.isPresent()) {
            throw new ConfigProblems(List.of(notAllowed.get()));
        }
        try {
            Migrations.ownSchema(pool);
        } catch (RuntimeException failed) {
            throw new ConfigProblems(
                    List.of("cannot use the database " + database + ": " + UnreachableDatabase.reason(failed)));
        }
    }
}
