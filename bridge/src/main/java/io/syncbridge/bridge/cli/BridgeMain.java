package io.syncbridge.bridge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's entry. Exit 0 good, 1 failed, 2 usage, 3 not healthy. */
@Command(
        name = "bridgectl",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Two-way sync between Zapier Tables and Supabase.",
        subcommands = {
            DemoCommand.class,
            StartCommand.class,
            SetupCommand.class,
            CheckCommand.class,
            MappingCommand.class,
            BackfillCommand.class,
            VerifyCommand.class,
            StatusCommand.class,
            DrainCommand.class,
            RetryCommand.class,
            AlertsCommand.class,
            WhyCommand.class,
            UndoCommand.class,
            AuditCommand.class,
            SimulatorCommand.class,
            CompletionCommand.class,
            ManCommand.class
        })
public final class BridgeMain implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs one verb and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BridgeMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(java.time.Duration.class, new DurationOption())
                .setExecutionExceptionHandler(new PlainErrors());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
