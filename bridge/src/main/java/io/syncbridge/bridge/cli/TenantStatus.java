package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.TenantReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code status} says of tenants. */
record TenantStatus(TenantReport report, StatusReport status) {
    private static final int MOST_LINES = 20;
    private static final Duration OBJECTIVE = Duration.ofSeconds(30);

    /** Of all tenants; of none where no bridge has run. */
    static TenantStatus read(Database database, StatusReport status) {
        return new TenantStatus(
                status.tables().isEmpty()
                        ? new TenantReport(List.of(), List.of())
                        : TenantReport.read(database, Optional.empty()),
                status);
    }

    /** One line for each tenant of a mapping, those with the most trouble first. */
    List<String> lines(String mapping) {
        List<TenantReport.Counts> all = report.of(mapping);
        List<String> lines = new ArrayList<>();
        all.stream()
                .limit(MOST_LINES)
                .forEach(counts -> lines.add("tenant " + counts.tenant() + ": " + counts.line()
                        + status.quiet().tenants(mapping).stream()
                                .filter(quiet -> quiet.tenant().equals(Optional.of(counts.tenant())))
                                .map(quiet -> "  " + quiet.told(Instant.now()))
                                .collect(Collectors.joining())));
        if (all.size() > MOST_LINES) {
            lines.add((all.size() - MOST_LINES) + " more tenants; ask for one with --tenant");
        }
        return lines;
    }

    /**
     * Prints how things stand for one tenant.
     *
     * @param tolerated how many of its records of a table may be parked
     * @return the exit code: 0 good, 1 nothing is known of this tenant, 3 something is parked, paused or late
     */
    static int print(Database database, StatusReport status, String tenant, long tolerated, PrintWriter out) {
        TenantReport report = TenantReport.read(database, Optional.of(tenant));
        if (report.tenants().isEmpty()) {
            out.println("No record of tenant " + tenant + " is known; ./bridgectl status lists the tenants");
            out.flush();
            return 1;
        }
        List<String> problems = new ArrayList<>();
        for (TenantReport.Counts counts : report.tenants()) {
            boolean quiet = status.quiet().of(counts.mapping(), tenant).isPresent();
            if (!quiet && counts.parked() > tolerated) {
                problems.add(counts.mapping() + ": " + counts.parked() + " parked");
            }
            if (!quiet && counts.behind().compareTo(OBJECTIVE) > 0) {
                problems.add(counts.mapping() + ": " + counts.behind().toSeconds() + " s behind");
            }
            status.tables().stream()
                    .filter(table -> table.mapping().equals(counts.mapping()))
                    .flatMap(table -> table.paused().stream())
                    .forEach(reason -> problems.add(counts.mapping() + " is paused: " + reason));
        }
        out.println("Tenant " + tenant + ": " + verdict(report, problems));
        report.tenants()
                .forEach(counts -> out.println("  " + counts.mapping() + "  " + counts.line()
                        + status.quiet()
                                .of(counts.mapping(), tenant)
                                .map(quiet -> "  " + quiet.told(Instant.now()))
                                .orElse("")));
        problems.forEach(problem -> out.println("  ! " + problem));
        out.flush();
        return problems.isEmpty() ? 0 : 3;
    }

    private static String verdict(TenantReport report, List<String> problems) {
        long open = report.tenants().stream()
                .mapToLong(counts -> counts.pending() + counts.inDoubt())
                .sum();
        if (!problems.isEmpty()) {
            return "needs attention";
        }
        return open == 0 ? "nothing is pending, parked or in doubt" : "working on " + open + " records";
    }
}
