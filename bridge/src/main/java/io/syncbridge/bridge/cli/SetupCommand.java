package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.Migrations;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridgectl setup}: the database's part. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Creates the four agent tables with their functions where they are missing, and the bridge's own "
                + "schema. Existing tables keep their columns and data. Safe to run again at any time.")
final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private CaptureOptions capture = new CaptureOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = config.settings();
        CaptureSetup wanted = capture.wanted(settings);
        if (wanted.isOnlyPrinted()) {
            out.print(wanted.sql());
            out.flush();
            return 0;
        }
        try (CommandDatabase database = CommandDatabase.open(settings)) {
            int agentTables = Migrations.agentTables(database.pool());
            int own = Migrations.ownSchema(database.pool());
            out.println("applied " + agentTables + " migrations of the agent tables and " + own
                    + " of schema bridge in " + database.address());
            PackSetup.apply(settings, database.pool(), out);
            wanted.apply(database.database(), out);
            out.flush();
        }
        return 0;
    }
}
