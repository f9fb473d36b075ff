package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.store.ParkedRecords;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl drain}: parked records are tried again. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Makes parked records due again, the longest parked first; a running bridge then works them off.")
final class DrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            if (tenant.isRefused(database.database(), spec.commandLine().getErr())) {
                return 2;
            }
            ParkedRecords parked = new ParkedRecords(database.database(), tenant.value());
            out.println("requeued " + parked.requeue(limit) + " records");
            QuietLines.print(database.database(), tenant.value(), out);
            out.flush();
            return 0;
        }
    }
}
