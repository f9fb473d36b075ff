package io.syncbridge.bridge.dashboard;

import io.syncbridge.bridge.config.ViewerFields;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.ZapierBudget;
import io.syncbridge.mapping.TableMapping;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the page gets what it shows, and what it acts upon.
 *
 * @param database of Supabase, with a pool that gives up quickly
 * @param mappings those that run
 * @param tables what actions need of the running bridge
 * @param budget how many calls of Zapier are used; answers empty where there is no limit of ours
 * @param viewers whose contents viewers see
 * @param clock of the bridge
 */
public record Sources(
        Database database,
        List<TableMapping> mappings,
        LiveTables tables,
        Supplier<Optional<ZapierBudget>> budget,
        ViewerFields viewers,
        InstantSource clock) {

    /** Copies the list. */
    public Sources {
        mappings = List.copyOf(mappings);
    }

    Optional<TableMapping> mapping(String name) {
        return mappings.stream().filter(mapping -> mapping.name().equals(name)).findFirst();
    }
}
