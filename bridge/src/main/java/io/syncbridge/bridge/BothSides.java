package io.syncbridge.bridge;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;

/**
 * Both sides connected for a verb that looks and does not serve: no worker, nothing migrated, nothing remembered. Calls of
 * Zapier are within the budget that all instances share, and use half of it at most.
 */
public final class BothSides implements AutoCloseable {
    private final BridgeConfig config;
    private final Database database;
    private final ZapierTablesClient zapier;

    /** Connects; the database's pool stays the caller's. */
    public BothSides(BridgeConfig config, Database database) {
        this.config = config;
        this.database = database;
        this.zapier = new ZapierTablesClient(Bridge.http(config, database));
    }

    /** Supabase's side. */
    public Database database() {
        return database;
    }

    /** Zapier's side. */
    public ZapierTablesClient zapier() {
        return zapier.background();
    }

    /** Finds a mapping's two tables, as a running bridge has them. */
    public Linker.Outcome link(TableMapping mapping) {
        return new Linker(database, zapier, config.zapierTables(), config.zapierFields())
                .link(mapping, new MappingStates(database).binding(mapping.name()));
    }

    @Override
    public void close() {
        zapier.close();
    }
}
