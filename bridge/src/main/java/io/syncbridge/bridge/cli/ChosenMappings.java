package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The mappings that a verb's TABLE names; a wrong name is a usage error that lists the right ones. */
final class ChosenMappings {
    private ChosenMappings() {}

    static TableMapping one(CommandLine command, BridgeConfig settings, String name) {
        return of(command, settings, Optional.of(name)).getFirst();
    }

    static List<TableMapping> of(CommandLine command, BridgeConfig settings, Optional<String> table) {
        List<TableMapping> chosen = settings.mappings().stream()
                .filter(mapping ->
                        table.filter(name -> !name.equals(mapping.name())).isEmpty())
                .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    command,
                    "there is no table '" + table.orElse("") + "'; there are: "
                            + settings.mappings().stream()
                                    .map(TableMapping::name)
                                    .collect(Collectors.joining(", ")));
        }
        return chosen;
    }
}
