package io.syncbridge.bridge;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.zapier.SharedLimits;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Both sides connected for a verb that looks and does not serve: no worker, nothing migrated, nothing remembered. Calls of
 * Zapier are within the budget that all instances share, and use half of it at most.
 */
public final class BothSides implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BridgeConfig config;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final boolean readsOnly;

    private BothSides(BridgeConfig config, Database database, ZapierHttp http, boolean readsOnly) {
        this.config = config;
        this.database = database;
        this.zapier = new ZapierTablesClient(http);
        this.readsOnly = readsOnly;
    }

    /** Connects; the database's pool stays the caller's. */
    public BothSides(BridgeConfig config, Database database) {
        this(config, database, Bridge.http(config, database), false);
    }

    /**
     * Connects for a verb that must be able to do without any right to write: the budget of calls, which is kept in the
     * database, is then its own.
     */
    public static BothSides reading(BridgeConfig config, Database database) {
        ZapierHttp alone = new ZapierHttp(
                config.zapierUrl(),
                config.credentials(),
                TIMEOUT,
                InstantSource.system(),
                config.rateLimit(),
                SharedLimits.none());
        return new BothSides(config, database, alone, true);
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
        Linker linker = new Linker(database, zapier, config.zapierTables(), config.zapierFields());
        return readsOnly
                ? linker.reading().link(mapping, readableBinding(mapping))
                : linker.link(mapping, new MappingStates(database).binding(mapping.name()));
    }

    private Optional<Binding> readableBinding(TableMapping mapping) {
        try {
            return new MappingStates(database).binding(mapping.name());
        } catch (DatabaseException refused) {
            if (refused.mayBeSchema()) {
                return Optional.empty(); // no bridge has run here, or this role may not see what it left
            }
            throw refused;
        }
    }

    @Override
    public void close() {
        zapier.close();
    }
}
