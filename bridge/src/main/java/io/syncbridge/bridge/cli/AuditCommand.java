package io.syncbridge.bridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bridgectl audit}: the chain over the bridge's audit rows. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Proves that the bridge's audit rows are as they were written, exports them with their proof, and"
                + " erases values from them.",
        subcommands = {
            AuditVerifyCommand.class,
            AuditExportCommand.class,
            AuditEraseCommand.class,
            AuditGuardCommand.class
        })
final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: audit verify, audit export, audit erase TABLE ID, or audit guard");
    }
}
