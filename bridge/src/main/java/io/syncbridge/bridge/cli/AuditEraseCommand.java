package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.audit.Eraser;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.history.RecordHistory;
import io.syncbridge.mapping.TableMapping;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl audit erase}. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description =
                "Erases the values that a record's audit rows quote, for good; the rows stay, and the chain still proves"
                        + " them. An audit row tells that it was done. Without --yes it only says how many rows there are.")
final class AuditEraseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private RecordChoice record = new RecordChoice();

    @Option(names = "--yes", description = "Do it. What is erased cannot be brought back, and no undo reaches it.")
    private boolean yes;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who asked for it, for the audit row (default: the name of the system's user).")
    private String by = System.getProperty("user.name", "somebody");

    @Override
    public Integer call() throws Exception {
        BridgeConfig settings = BridgeConfig.read(config.settings(), true);
        TableMapping mapping = record.mapping(spec.commandLine(), settings);
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            Eraser eraser = new Eraser(database.database(), settings.audit());
            return AuditAccess.with(database, () -> erase(database, mapping, eraser));
        }
    }

    private int erase(CommandDatabase database, TableMapping mapping, Eraser eraser) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> names = RecordHistory.names(database.database(), mapping, record.id());
        if (!yes) {
            long rows = eraser.count(mapping, names);
            out.println(rows + (rows == 1 ? " row" : " rows") + " of "
                    + mapping.audit().table() + " about " + mapping.name() + " " + record.id()
                    + (rows == 0 ? "" : "; their values would be erased for good: say --yes to do it"));
            out.flush();
            return 0;
        }
        long erased = eraser.erase(mapping, names, by);
        out.println(
                erased == 0
                        ? "nothing to erase: no sealed audit row about " + mapping.name() + " " + record.id()
                                + " holds values"
                        : "erased the values of " + erased + (erased == 1 ? " row" : " rows") + " of "
                                + mapping.audit().table() + "; the table itself and Zapier were not touched");
        out.flush();
        return 0;
    }
}
