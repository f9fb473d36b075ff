package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.mapping.Side;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl retry-dlq}: one parked record is tried again, or decided. Without an id, lists them. */
@Command(
        name = "retry-dlq",
        mixinStandardHelpOptions = true,
        description = "Makes one parked record due again. With --take, decides for a record that waits for a choice."
                + " Without --envelope, lists what is parked and why.")
final class RetryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Option(names = "--envelope", paramLabel = "ID", description = "The number that the list shows.")
    private Optional<Long> envelope = Optional.empty();

    @Option(
            names = "--take",
            paramLabel = "SIDE",
            description = "supabase or zapier: the side whose content both shall hold, or whose delete shall stand.")
    private Optional<Side> side = Optional.empty();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            if (tenant.isRefused(database.database(), spec.commandLine().getErr())) {
                return 2;
            }
            ParkedRecords parked = new ParkedRecords(database.database(), tenant.value());
            if (envelope.isEmpty()) {
                parked.list(1000)
                        .forEach(record -> out.println(record.id() + "  " + record.mapping() + "  " + record.record()
                                + "  [" + record.stage() + "]  " + record.reason()));
                out.flush();
                return 0;
            }
            boolean found = parked.retry(envelope.get(), side);
            out.println(
                    found
                            ? "record " + envelope.get() + " is due again"
                            : "nothing is parked under " + envelope.get()
                                    + tenant.value()
                                            .map(whose -> " for tenant " + whose)
                                            .orElse("") + "; see ./bridgectl retry-dlq");
            out.flush();
            return found ? 0 : 1;
        }
    }
}
