package io.syncbridge.bridge;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.dashboard.LiveTables;
import io.syncbridge.bridge.dashboard.Sources;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.ZapierBudget;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Gives the page the running bridge to look at and to act upon. */
record DashboardSources(Map<String, SyncWorker> workers, ZapierTablesClient client) implements LiveTables {

    static Sources of(
            BridgeConfig config, Database database, Map<String, SyncWorker> workers, ZapierTablesClient zapier) {
        String account = config.credentials().fingerprint(config.zapierUrl());
        return new Sources(
                database,
                config.mappings(),
                new DashboardSources(workers, zapier.background()),
                () -> config.rateLimit().map(limit -> ZapierBudget.read(database, account, limit)),
                config.viewerFields(),
                InstantSource.system());
    }

    @Override
    public Optional<Link> link(String mapping) {
        return Optional.ofNullable(workers.get(mapping))
                .flatMap(worker -> worker.table().link());
    }

    @Override
    public ZapierTablesClient zapier() {
        return client;
    }

    @Override
    public void nudge(String mapping) {
        Optional.ofNullable(workers.get(mapping)).ifPresent(SyncWorker::nudge);
    }
}
