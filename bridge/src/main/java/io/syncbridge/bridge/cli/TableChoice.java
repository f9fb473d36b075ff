package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code TABLE} of the verbs that work on one table or on all. */
final class TableChoice {
    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "One mapping only (default: all).")
    private Optional<String> table = Optional.empty();

    /** The mappings that are meant; a wrong name is a usage error. */
    List<TableMapping> of(CommandLine command, BridgeConfig settings) {
        return ChosenMappings.of(command, settings, table);
    }
}
