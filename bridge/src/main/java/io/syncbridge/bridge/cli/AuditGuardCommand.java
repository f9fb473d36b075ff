package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.audit.AuditGuards;
import io.syncbridge.bridge.check.Finding;
import io.syncbridge.bridge.check.GuardCheck;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridgectl audit guard}. */
@Command(
        name = "guard",
        mixinStandardHelpOptions = true,
        description =
                "Puts the triggers back that keep audit_log and the chain from being changed, as this version knows"
                        + " them, whatever became of them. Needs the tables' owner. check says when it is time.")
final class AuditGuardCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            AuditAccess.with(database, () -> {
                AuditGuards.restore(database.database());
                return true;
            });
            List<Finding> findings = new GuardCheck(database.database(), List.of("public.audit_log")).findings();
            findings.forEach(finding -> out.println(finding.level() + "  " + finding.text()));
            out.flush();
            return findings.stream().anyMatch(Finding.Problem.class::isInstance) ? 1 : 0;
        }
    }
}
