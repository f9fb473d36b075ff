package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Verification;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.bridge.verify.VerifiedJson;
import io.syncbridge.mapping.TableMapping;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl verify}: are both sides equal, and where not? */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Reads both sides in full and compares every record by what it means. Records in flight are waited"
                        + " for. Exit code 0 when equal, 3 when any record differs, 1 when the comparison could not be completed.")
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TableChoice tables = new TableChoice();

    @Option(
            names = "--repair",
            description = "Make what differs due, so that a running bridge settles it by the mapping's rules; wait, and"
                    + " say what is left.")
    private boolean repair;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for repairs, such as 30s or 10m (default: 2m).")
    private Duration wait = Patience.USUAL.repair();

    @Option(names = "--values", description = "Show the differing values too.")
    private boolean values;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        // No webhook comes in here, so no secret is asked for.
        BridgeConfig settings = BridgeConfig.read(config.settings(), true);
        List<TableMapping> mappings = tables.of(spec.commandLine(), settings);
        try (CommandDatabase database = CommandDatabase.open(config.settings());
                BothSides sides = new BothSides(settings, database.database())) {
            Verifications kept = new Verifications(database.database());
            requireSchema(kept);
            ProgressLine progress = new ProgressLine(
                    spec.commandLine().getErr(),
                    ProgressLine.isWatched() && !json.isWanted(),
                    expected(database.database(), mappings));
            List<Verified> all = new ArrayList<>();
            for (TableMapping mapping : mappings) {
                Verified found = verified(sides, mapping, progress);
                progress.end();
                VerifiedJson.keep(kept, found);
                all.add(found);
                if (!json.isWanted()) {
                    new VerifiedText(
                                    spec.commandLine().getOut(),
                                    spec.commandLine().getErr(),
                                    values)
                            .print(found);
                }
            }
            if (json.isWanted()) {
                print(all);
            } else {
                advise(all);
            }
            return code(all);
        }
    }

    private static void requireSchema(Verifications kept) throws ConfigProblems {
        try {
            List<Verifications.Last> unused = kept.all();
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                throw new ConfigProblems(List.of("schema bridge of this database is missing or of an older version;"
                        + " run ./bridgectl setup, then let a bridge run (./bridgectl start)"));
            }
            throw failed;
        }
    }

    private static Map<String, Long> expected(Database database, List<TableMapping> mappings) {
        Map<String, Long> expected = new HashMap<>();
        Sweeps sweeps = new Sweeps(database);
        for (TableMapping mapping : mappings) {
            sweeps.last(mapping.name()).ifPresent(last -> {
                expected.put(mapping.name() + " Zapier records", last.zapierRecords());
                expected.put(mapping.name() + " Supabase rows", last.supabaseRows());
            });
        }
        return expected;
    }

    private Verified verified(BothSides sides, TableMapping mapping, ProgressLine progress) {
        return switch (sides.link(mapping)) {
            case Linker.Outcome.Linked linked -> {
                Verification verification = new Verification(
                        linked.link(),
                        sides.database(),
                        sides.zapier(),
                        Patience.USUAL.withRepair(wait),
                        () -> false,
                        progress);
                Verified found = verification.run();
                yield repair
                                && found instanceof Verified.Complete complete
                                && !complete.differences().isEmpty()
                        ? verification.repair(complete)
                        : found;
            }
            case Linker.Outcome.Faulty faulty ->
                new Verified.Broken(mapping.name(), String.join("; ", faulty.problems()));
            case Linker.Outcome.Unreachable away -> new Verified.Broken(mapping.name(), away.reason());
        };
    }

    private void print(List<Verified> all) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("equal", code(all) == 0);
        ArrayNode tables = document.putArray("tables");
        all.forEach(found -> tables.add(VerifiedJson.of(found, values)));
        spec.commandLine().getOut().println(document.toPrettyString());
        spec.commandLine().getOut().flush();
    }

    private void advise(List<Verified> all) {
        PrintWriter out = spec.commandLine().getOut();
        List<Verified.Complete> differing = all.stream()
                .filter(Verified.Complete.class::isInstance)
                .map(Verified.Complete.class::cast)
                .filter(complete -> complete.differing() > 0)
                .toList();
        if (!differing.isEmpty()) {
            out.println(
                    VerifiedText.isAnyWaiting(differing)
                            ? "What is due is taken up by a running bridge: ./bridgectl start, or ./bridgectl start --once;"
                                    + " then verify again"
                            : repair
                                    ? "What is left needs a person: ./bridgectl retry-dlq lists parked records with their"
                                            + " reasons"
                                    : "./bridgectl verify --repair has a running bridge settle them by the mapping's"
                                            + " rules");
        }
        out.flush();
    }

    private static int code(List<Verified> all) {
        if (all.stream().anyMatch(Verified.Broken.class::isInstance)) {
            return 1;
        }
        return all.stream().anyMatch(found -> found instanceof Verified.Complete complete && complete.differing() > 0)
                ? 3
                : 0;
    }
}
