package io.syncbridge.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who wins when both sides were edited since they last agreed. Never consulted when only one side was. */
public enum ConflictPolicy {
    /** The whole record of the newer edit; Supabase's when both are as old. */
    NEWEST_WINS,
    /** Supabase's record, whatever the clocks say. */
    SUPABASE_WINS,
    /** Zapier's record, whatever the clocks say. */
    ZAPIER_WINS,
    /** Nobody: the record waits for a person. */
    ASK,
    /** Field by field, each by its {@link MergeRule} where both sides changed it. */
    MERGE;

    /** The name in mapping files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The policy of that name. */
    public static Optional<ConflictPolicy> named(String label) {
        return Arrays.stream(values())
                .filter(policy -> policy.label().equals(label))
                .findFirst();
    }
}
