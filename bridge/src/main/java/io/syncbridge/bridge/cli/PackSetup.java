package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Packs;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Migrations;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The part of {@code bridgectl setup} that makes the tables of the chosen packs where they are missing. */
final class PackSetup {
    private PackSetup() {}

    /**
     * Applies the migrations of the packs that {@code BRIDGE_PACKS} names, and says how many there were.
     *
     * @throws ConfigProblems when it names a pack that there is not; no pack is then applied
     */
    static void apply(Settings settings, DataSource database, PrintWriter out) throws ConfigProblems {
        List<String> problems = new ArrayList<>();
        List<String> packs = Packs.withMigrations(Packs.chosen(settings, problems));
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        for (String pack : packs) {
            out.println("applied " + Migrations.pack(database, pack) + " migrations of pack " + pack);
        }
    }
}
