package io.syncbridge.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a delete on one side means for the other. An edit of the other side beats a delete under each of them. */
public enum DeletePolicy {
    /** Nothing: the other side keeps its record. */
    IGNORE,
    /** The other side's record is deleted too. */
    PROPAGATE,
    /** The record waits for a person. */
    ASK;

    /** The name in mapping files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of that name. */
    public static Optional<DeletePolicy> named(String label) {
        return Arrays.stream(values())
                .filter(policy -> policy.label().equals(label))
                .findFirst();
    }
}
