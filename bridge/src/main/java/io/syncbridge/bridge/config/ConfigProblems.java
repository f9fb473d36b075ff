package io.syncbridge.bridge.config;

import java.util.List;

/** Everything that keeps the service from starting, each with its remedy. */
public final class ConfigProblems extends Exception {
    private final List<String> problems;

    /** At least one problem. */
    public ConfigProblems(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each. */
    public List<String> problems() {
        return problems;
    }
}
