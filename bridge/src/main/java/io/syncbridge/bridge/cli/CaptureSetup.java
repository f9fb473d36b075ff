package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.setup.TriggerRefusals;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.mapping.TableMapping;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Capture triggers to put in place or to take away.
 *
 * @param mappings two-way ones; empty when nothing was asked for
 * @param install false to remove
 * @param wakes whether the triggers wake the bridge
 * @param isOnlyPrinted true when nothing shall be changed
 */
record CaptureSetup(List<TableMapping> mappings, boolean install, boolean wakes, boolean isOnlyPrinted) {

    CaptureSetup {
        mappings = List.copyOf(mappings);
    }

    /** What {@link #apply} would run. */
    String sql() {
        return mappings.stream()
                .map(mapping -> new CaptureTriggers(mapping, wakes))
                .map(triggers -> install ? triggers.installSql() : triggers.removeSql())
                .collect(Collectors.joining("\n"));
    }

    /**
     * Runs it, table by table, and says what was done.
     *
     * @throws ConfigProblems naming each table that could not be done; the others are
     */
    void apply(Database database, PrintWriter out) throws ConfigProblems {
        List<String> problems = new ArrayList<>();
        for (TableMapping mapping : mappings) {
            CaptureTriggers triggers = new CaptureTriggers(mapping, wakes);
            try {
                List<String> unfit = install
                        ? database.transaction(
                                tx -> Columns.read(tx, mapping.supabase()).problems(mapping))
                        : List.of();
                problems.addAll(unfit);
                if (unfit.isEmpty()) {
                    database.apply(tx -> {
                        if (install) {
                            triggers.install(tx);
                        } else {
                            triggers.remove(tx);
                        }
                    });
                    out.println((install ? "capturing changes of " : "no longer capturing changes of ")
                            + mapping.supabase());
                }
            } catch (DatabaseException failed) {
                problems.add(mapping.name() + ": " + TriggerRefusals.advice(mapping, failed));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
    }
}
