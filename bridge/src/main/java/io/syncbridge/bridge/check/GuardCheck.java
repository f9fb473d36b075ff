package io.syncbridge.bridge.check;

import io.syncbridge.bridge.audit.AuditGuards;
import io.syncbridge.bridge.store.Database;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether audit rows and their chain are guarded against being changed: by the triggers and functions that the bridge knows.
 *
 * @param auditTables where mappings have their audit rows, as people write them
 */
public record GuardCheck(Database database, List<String> auditTables) implements Check {
    private static final String AREA = "audit";
    private static final String CHAIN = "bridge.audit_chain";

    /** Copies. */
    public GuardCheck {
        auditTables = List.copyOf(auditTables);
    }

    @Override
    public List<Finding> findings() {
        List<AuditGuards.Seen> all = database.transaction(AuditGuards::look);
        List<AuditGuards.Seen> ours = all.stream()
                .filter(seen -> seen.table().equals(CHAIN) || auditTables.contains(seen.table()))
                .toList();
        List<Finding> findings = new ArrayList<>();
        ours.forEach(seen -> findings.add(finding(seen)));
        auditTables.stream()
                .filter(table -> all.stream().noneMatch(seen -> seen.table().equals(table)))
                .forEach(
                        table -> findings.add(
                                new Finding.Note(
                                        AREA,
                                        table
                                                + " has no guard of the bridge's; what is changed there is shown by ./bridgectl audit verify")));
        return findings;
    }

    private static Finding finding(AuditGuards.Seen seen) {
        return seen.trouble()
                .<Finding>map(trouble -> new Finding.Problem(
                        AREA, seen.table() + " can be changed: " + trouble + "; run ./bridgectl audit guard"))
                .orElseGet(() ->
                        new Finding.Ok(AREA, seen.table() + " is guarded against being changed, also by its owner"));
    }
}
