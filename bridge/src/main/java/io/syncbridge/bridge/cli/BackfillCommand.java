package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.backfill.Backfilled;
import io.syncbridge.bridge.backfill.Forecast;
import io.syncbridge.bridge.backfill.Preview;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl backfill}: the first sync of what was there before the bridge. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description =
                "Syncs the records that both sides had before: links what is equal, creates what one side lacks, and"
                        + " decides conflicts by the mapping's policy. May run beside a bridge, may be killed and run again. Exit"
                        + " code 0 when all is synced, 3 when records wait for a person or are still due, 1 when it broke off.")
final class BackfillCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TableChoice tables = new TableChoice();

    @Option(
            names = "--dry-run",
            description = "Only count what would be done, with a few samples; write nothing anywhere.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for due records that do not get less, such as 30s or 10m (default: 2m).")
    private Duration wait = Duration.ofMinutes(2);

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        // No webhook comes in here, so no secret is asked for.
        BridgeConfig settings = BridgeConfig.read(config.settings(), true);
        List<TableMapping> mappings = tables.of(spec.commandLine(), settings);
        BackfilledText text = new BackfilledText(
                spec.commandLine().getOut(), spec.commandLine().getErr(), json.isWanted());
        int code = dryRun ? preview(settings, mappings, text) : backfill(settings, mappings, text);
        text.end();
        return code;
    }

    private int backfill(BridgeConfig settings, List<TableMapping> mappings, BackfilledText text) throws Exception {
        List<Backfilled> all = new ArrayList<>();
        try (Bridge bridge = Bridge.open(settings)) {
            Map<String, Link> links = new HashMap<>();
            bridge.links().forEach(link -> links.put(link.mapping().name(), link));
            ProgressLine progress = progress(expected(bridge, mappings, links));
            for (TableMapping mapping : mappings) {
                Backfilled done = Optional.ofNullable(links.get(mapping.name()))
                        .map(link -> bridge.backfill(settings, link, wait, progress))
                        .orElseGet(() ->
                                new Backfilled.Broken(mapping.name(), "it is paused; ./bridgectl check says why"));
                progress.end();
                text.print(done);
                all.add(done);
            }
        }
        if (all.stream().anyMatch(Backfilled.Broken.class::isInstance)) {
            return 1;
        }
        return all.stream().allMatch(done -> done instanceof Backfilled.Complete complete && complete.isClean())
                ? 0
                : 3;
    }

    private static Map<String, Long> expected(Bridge bridge, List<TableMapping> mappings, Map<String, Link> links) {
        Map<String, Long> expected = new HashMap<>();
        for (TableMapping mapping : mappings) {
            Optional.ofNullable(links.get(mapping.name()))
                    .ifPresent(link -> expected.put(
                            mapping.name() + " Supabase rows",
                            bridge.database().transaction(tx -> link.supabase().count(tx))));
            bridge.lastSweep(mapping.name())
                    .ifPresent(last -> expected.put(mapping.name() + " Zapier records", last.zapierRecords()));
        }
        return expected;
    }

    private int preview(BridgeConfig settings, List<TableMapping> mappings, BackfilledText text) throws Exception {
        boolean whole = true;
        ProgressLine progress = progress(Map.of());
        try (CommandDatabase database = CommandDatabase.open(config.settings());
                BothSides sides = new BothSides(settings, database.database())) {
            for (TableMapping mapping : mappings) {
                switch (sides.link(mapping)) {
                    case Linker.Outcome.Linked linked -> {
                        Forecast forecast = new Preview(
                                        linked.link(),
                                        sides.database(),
                                        sides.zapier(),
                                        () -> false,
                                        progress,
                                        InstantSource.system())
                                .run();
                        progress.end();
                        text.print(mapping.name(), forecast);
                        whole &= forecast.trouble().isEmpty();
                    }
                    case Linker.Outcome.Faulty faulty -> {
                        text.print(new Backfilled.Broken(mapping.name(), String.join("; ", faulty.problems())));
                        whole = false;
                    }
                    case Linker.Outcome.Unreachable away -> {
                        text.print(new Backfilled.Broken(mapping.name(), away.reason()));
                        whole = false;
                    }
                }
            }
        }
        return whole ? 0 : 1;
    }

    private ProgressLine progress(Map<String, Long> expected) {
        return new ProgressLine(spec.commandLine().getErr(), ProgressLine.isWatched() && !json.isWanted(), expected);
    }
}
