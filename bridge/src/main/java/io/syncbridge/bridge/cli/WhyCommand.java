package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.history.RecordHistory;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.mapping.TableMapping;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl why}: how did this record come to hold what it holds, and what does it wait for? */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description =
                "A record's history: each change, from where, by which rule, what it beat; and how it stands now. Reads"
                        + " the audit trail and the bookkeeping; calls nobody else. Shows values. Exit code 1 for an unknown record.")
final class WhyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private RecordChoice record = new RecordChoice();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many audit rows, the newest (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Option(names = "--json", description = "One JSON document instead of text, with whole values.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        BridgeConfig settings = BridgeConfig.read(config.settings(), true);
        TableMapping mapping = record.mapping(spec.commandLine(), settings);
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            RecordHistory history = history(database.database(), mapping);
            if (!history.isKnown()) {
                PrintWriter err = spec.commandLine().getErr();
                err.println(mapping.name() + " has no record " + record.id() + " that the bridge knows of.");
                err.println("Give its " + (mapping.key().isEmpty() ? "" : mapping.key() + " or its ")
                        + "Zapier record id (26 letters and digits, at the end of the record's address). A record made while no"
                        + " webhook came is found by the next sweep; ./bridgectl verify " + mapping.name()
                        + " finds it now.");
                err.flush();
                return 1;
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(WhyJson.of(mapping, record.id(), history.state(), history.changes())
                        .toPrettyString());
            } else {
                new WhyText(out).print(mapping, record.id(), history.state(), history.changes(), history.cut());
            }
            out.flush();
            return 0;
        }
    }

    private RecordHistory history(Database database, TableMapping mapping) throws ConfigProblems {
        try {
            return RecordHistory.read(database, mapping, record.id(), limit);
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                throw new ConfigProblems(
                        List.of(
                                "schema bridge of this database is missing or of an older version; run ./bridgectl setup first"));
            }
            throw failed;
        }
    }
}
