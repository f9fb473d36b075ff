package io.syncbridge.bridge.setup;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What setup did, or would do, line by line; what it could not do, and what is left to a person. */
public final class Journal {
    private final PrintWriter out;
    private final boolean dryRun;
    private final List<String> problems = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private int changes;

    /**
     * An empty one.
     *
     * @param dryRun true when nothing is changed
     */
    public Journal(PrintWriter out, boolean dryRun) {
        this.out = out;
        this.dryRun = dryRun;
    }

    /** True when nothing may be changed on either side, nor in files. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Something was changed, or would be. */
    public void changed(String done, String wouldBeDone, String what) {
        changes++;
        out.println((dryRun ? wouldBeDone : done) + " " + what);
    }

    /** Something is as it should be. */
    public void kept(String what) {
        out.println("ok " + what);
    }

    /** Something that is worth knowing. */
    public void note(String what) {
        out.println("note " + what);
    }

    /** Something could not be done; with its remedy. */
    public void problem(String what) {
        problems.add(what);
    }

    /** Something that only a person can do. */
    public void left(String what) {
        left.add(what);
    }

    /** How many changes there were, or would be. */
    public int changes() {
        return changes;
    }

    /** What could not be done. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** What a person must still do. */
    public List<String> left() {
        return List.copyOf(left);
    }
}
