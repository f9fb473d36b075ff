package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.config.Packs;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code setup} is asked to do about capture triggers. */
final class CaptureOptions {
    private static final String ALL = "all";

    @Option(
            names = "--capture",
            paramLabel = "TABLE",
            arity = "0..1",
            fallbackValue = ALL,
            description =
                    "Also put capture triggers on the tables of all two-way mappings, or of this one: no change is "
                            + "missed then, not even while the bridge is down (docs/capture.md).")
    private Optional<String> on = Optional.empty();

    @Option(
            names = "--capture-off",
            paramLabel = "TABLE",
            arity = "0..1",
            fallbackValue = ALL,
            description = "Take the capture triggers away again.")
    private Optional<String> off = Optional.empty();

    @Option(
            names = "--capture-notify",
            description =
                    "With --capture: triggers that also wake the bridge at once by NOTIFY, rather than to be found "
                            + "within a second. Commits of all who write captured tables then wait for one another.")
    private boolean wakes;

    @Option(names = "--print-sql", description = "Only print the capture triggers' SQL.")
    private boolean print;

    /**
     * Checks what was asked for.
     *
     * @throws ConfigProblems when it names no two-way mapping, or contradicts itself
     */
    CaptureSetup wanted(Settings settings) throws ConfigProblems {
        if (on.isPresent() && off.isPresent()) {
            throw new ConfigProblems(List.of("--capture and --capture-off exclude each other; give one of them"));
        }
        if (on.isEmpty() && off.isEmpty() && (print || wakes)) {
            throw new ConfigProblems(List.of("--print-sql and --capture-notify need --capture or --capture-off"));
        }
        Optional<String> table = on.or(() -> off);
        List<TableMapping> mappings = table.isPresent() ? mappings(settings, table.get()) : List.of();
        return new CaptureSetup(mappings, on.isPresent(), wakes, print);
    }

    private static List<TableMapping> mappings(Settings settings, String table) throws ConfigProblems {
        List<String> problems = new ArrayList<>();
        List<TableMapping> twoWay = new Mappings(problems)
                        .selected(
                                Packs.chosen(settings, problems),
                                settings.get("bridge_mappings").map(Path::of),
                                settings.get("bridge_tables"))
                        .stream()
                        .filter(mapping -> mapping.mode() == SyncMode.TWO_WAY)
                        .toList();
        List<TableMapping> chosen = twoWay.stream()
                .filter(mapping -> table.equals(ALL) || mapping.name().equals(table))
                .toList();
        if (chosen.isEmpty()) {
            problems.add("no two-way mapping '" + table + "'; there are "
                    + String.join(", ", twoWay.stream().map(TableMapping::name).toList()));
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        return chosen;
    }
}
