package io.syncbridge.bridge.cli;

import picocli.CommandLine.Option;

/** {@code --json}, the same for every verb that prints one document. */
final class JsonOption {
    @Option(names = "--json", description = "One JSON document instead of text.")
    private boolean json;

    /** True when a program reads, not a person. */
    boolean isWanted() {
        return json;
    }
}
