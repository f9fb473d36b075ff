package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.store.DatabaseException;
import java.util.List;
import java.util.function.Supplier;

/** What to do when the database does not let the chain be read or written. */
final class AuditAccess {
    private AuditAccess() {}

    static <T> T with(CommandDatabase database, Supplier<T> work) throws ConfigProblems {
        try {
            return work.get();
        } catch (DatabaseException failed) {
            if (failed.sqlState().equals("42P01") || failed.sqlState().equals("3F000")) {
                throw new ConfigProblems(List.of("the database " + database.address()
                        + " has no audit chain yet: run ./bridgectl setup, or start a bridge of this version"));
            }
            if (failed.sqlState().equals("42501")) {
                throw new ConfigProblems(
                        List.of("the database refused (SQLState 42501); use the role that owns schema bridge"
                                + " and the audit table, and run ./bridgectl setup once if this version is new"));
            }
            throw failed;
        }
    }
}
