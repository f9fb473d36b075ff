package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.audit.ChainHead;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.store.Verifications;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl status}: how things stand, as every instance left it in the database. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says whether both sides are in sync, and if not, what keeps them from it. Exit code 3 when"
                + " something is parked, paused, silent or more than 30 s behind.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--most-parked",
            paramLabel = "N",
            description =
                    "So many parked records of a table are no reason for exit code 3 (default: ${DEFAULT-VALUE}).")
    private long mostParked;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            StatusReport report = read(database);
            if (tenant.value().isPresent() && !report.tables().isEmpty()) {
                return tenant.isRefused(database.database(), spec.commandLine().getErr())
                        ? 2
                        : TenantStatus.print(
                                database.database(), report, tenant.value().get(), mostParked, out);
            }
            List<String> problems = new ArrayList<>(report.problems(mostParked));
            AlertsCommand.troubles(database).forEach(trouble -> problems.add(trouble.line()));
            int code = problems.isEmpty() && !report.tables().isEmpty() ? 0 : 3;
            if (json.isWanted()) {
                ObjectNode document = StatusJson.of(report, problems, code == 0);
                ChainHead.read(database.database()).ifPresent(head -> document.set("audit", VerdictText.head(head)));
                out.println(document.toPrettyString());
                out.flush();
                return code;
            }
            out.println(verdict(report, problems));
            TenantStatus tenants = TenantStatus.read(database.database(), report);
            report.tables().forEach(table -> {
                out.println("  " + line(table)
                        + report.quiet()
                                .of(table.mapping())
                                .map(quiet -> "  " + quiet.told(Instant.now()))
                                .orElse(""));
                tenants.lines(table.mapping()).forEach(line -> out.println("    " + line));
            });
            report.verified().forEach(last -> out.println("  " + verified(last)));
            report.clocks()
                    .forEach(skew -> out.printf(
                            Locale.ROOT,
                            "  clock of %s: %+.1f s against the bridge's%n",
                            skew.side(),
                            skew.ahead().toMillis() / 1000.0));
            ChainHead.read(database.database())
                    .ifPresent(head -> out.println("  audit chain: " + head.seq() + " rows sealed, the last on "
                            + head.day() + ", head " + head.hash()));
            problems.forEach(problem -> out.println("  ! " + problem));
            out.flush();
            return code;
        }
    }

    private static StatusReport read(CommandDatabase database) {
        try {
            return StatusReport.read(database.database());
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                return StatusReport.NONE; // no schema of ours yet
            }
            throw failed;
        }
    }

    private static String verdict(StatusReport report, List<String> problems) {
        if (report.tables().isEmpty()) {
            return "No bridge has run on this database yet; start one with ./bridgectl start";
        }
        long pending =
                report.tables().stream().mapToLong(StatusReport.Table::pending).sum();
        long doubt =
                report.tables().stream().mapToLong(StatusReport.Table::inDoubt).sum();
        if (!problems.isEmpty()) {
            return "Needs attention";
        }
        if (pending + doubt == 0) {
            return "In sync";
        }
        boolean resting = report.tables().stream()
                .filter(table -> table.pending() + table.inDoubt() > 0)
                .allMatch(table -> report.quiet().of(table.mapping()).isPresent());
        return (resting ? "Quiet: " : "Working: ") + pending + " pending, " + doubt + " in doubt";
    }

    private static String line(StatusReport.Table table) {
        return String.format(
                Locale.ROOT,
                "%-18s pending %,d  parked %,d  in doubt %,d  %s",
                table.mapping(),
                table.pending(),
                table.parked(),
                table.inDoubt(),
                compared(table.sweep()));
    }

    private static String verified(Verifications.Last last) {
        String latest = last.trouble()
                .map(reason -> "; the latest attempt broke off: " + reason)
                .orElse("");
        return last.completeAt()
                .map(at -> String.format(
                        Locale.ROOT,
                        "%-18s verified at %s: %,d rows, %,d records, %,d differ, %,d on their way%s",
                        last.mapping(),
                        DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS)),
                        last.supabaseRows(),
                        last.zapierRecords(),
                        last.differing(),
                        last.onTheirWay(),
                        latest))
                .orElseGet(() -> String.format(Locale.ROOT, "%-18s never verified%s", last.mapping(), latest));
    }

    private static String compared(Optional<Sweeps.Last> sweep) {
        return sweep.flatMap(last -> last.completeAt()
                        .map(at -> String.format(
                                Locale.ROOT,
                                "compared in full at %s: %,d rows, %,d records, %,d differed",
                                DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS)),
                                last.supabaseRows(),
                                last.zapierRecords(),
                                last.found())))
                .orElse("never compared in full");
    }
}
