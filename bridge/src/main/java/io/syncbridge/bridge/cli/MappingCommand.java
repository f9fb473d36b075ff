package io.syncbridge.bridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bridgectl mapping}: about mapping files. */
@Command(
        name = "mapping",
        mixinStandardHelpOptions = true,
        description = "Drafts mapping files, and prints the JSON Schema that editors check them by.",
        subcommands = {MappingNewCommand.class, MappingSchemaCommand.class})
final class MappingCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: mapping new TABLE, or mapping schema");
    }
}
