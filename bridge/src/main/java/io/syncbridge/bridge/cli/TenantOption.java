package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.TenantReport;
import io.syncbridge.bridge.store.Tenants;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code --tenant}, the same for every verb that has it. */
final class TenantOption {
    @Option(
            names = "--tenant",
            paramLabel = "T",
            description = "Only records of this tenant, in tables whose mapping names a tenant field.")
    private Optional<String> tenant = Optional.empty();

    /** The tenant as the bookkeeping writes it; empty without the option. */
    Optional<String> value() {
        return tenant.map(Tenants::written);
    }

    /**
     * True when the option is given and no table that any bridge has linked tells whose its records are; says so then.
     * Tables that do not tell beside others that do are named, and left out.
     */
    boolean isRefused(Database database, PrintWriter err) {
        if (tenant.isEmpty()) {
            return false;
        }
        TenantReport report = TenantReport.read(database, value());
        boolean none = report.withoutTenant().size() == report.tables().size();
        if (none) {
            err.println("--tenant cannot be used: " + names(report) + ". " + remedy());
        } else if (!report.withoutTenant().isEmpty()) {
            err.println("left out: " + names(report) + ". " + remedy());
        }
        err.flush();
        return none;
    }

    private static String names(TenantReport report) {
        return report.tables().isEmpty()
                ? "no table has been linked by a bridge yet"
                : report.withoutTenant().stream()
                        .map(table -> table.mapping() + (table.parked() > 0 ? " (" + table.parked() + " parked)" : ""))
                        .collect(Collectors.joining(", ", "no tenant field in the mapping of ", ""));
    }

    private static String remedy() {
        return "Add 'tenant: <field>' to the mapping file and start the bridge";
    }
}
