package io.syncbridge.bridge.check;

import io.syncbridge.bridge.store.DatabaseException;
import java.util.ArrayList;
import java.util.List;

/** Runs checks one after the other; one that breaks off is a finding, and holds up no other. */
public final class Checks {
    private final List<Finding> findings = new ArrayList<>();

    /** Runs one and answers whether it found no problem. */
    public boolean run(String area, Check check) {
        List<Finding> found;
        try {
            found = check.findings();
        } catch (DatabaseException failed) {
            found = List.of(new Finding.Problem(
                    area,
                    "could not be looked at: the database refused with SQLState " + failed.sqlState()
                            + (failed.sqlState().equals("42501")
                                    ? "; give the role the right to read it, or run this as the owner"
                                    : "; try again, and look at the database's log if it stays")));
        }
        findings.addAll(found);
        return found.stream().noneMatch(Finding.Problem.class::isInstance);
    }

    /** Adds something found elsewhere. */
    public void add(Finding finding) {
        findings.add(finding);
    }

    /** Everything so far, in order. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many problems there are so far. */
    public long problems() {
        return findings.stream().filter(Finding.Problem.class::isInstance).count();
    }
}
