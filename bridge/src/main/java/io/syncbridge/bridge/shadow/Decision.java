package io.syncbridge.bridge.shadow;

import io.syncbridge.mapping.Side;
import java.util.List;
import java.util.Optional;

/**
 * What a bridge would do with one record; names of fields, no values.
 *
 * @param mapping the table
 * @param record its key, or its Zapier id while it has none
 * @param rule the row of the decision table; {@code unreadable} where cells keep it from being decided
 * @param winner whose content both sides would hold; empty where nothing would be written
 * @param supabase the fields that would be written there
 * @param zapier the fields that would be written there
 * @param concerned the fields that keep it from being written
 */
public record Decision(
        String mapping,
        String record,
        String rule,
        Optional<Side> winner,
        List<String> supabase,
        List<String> zapier,
        List<String> concerned) {
    /** Both sides hold the same, and agreed on it before or would now. */
    public static final String EQUAL = "equal";

    /** Copies the lists. */
    public Decision {
        supabase = List.copyOf(supabase);
        zapier = List.copyOf(zapier);
        concerned = List.copyOf(concerned);
    }

    static Decision without(String mapping, String record, String rule, List<String> concerned) {
        return new Decision(mapping, record, rule, Optional.empty(), List.of(), List.of(), concerned);
    }

    /** True when there is nothing to tell. */
    public boolean isEqual() {
        return rule.equals(EQUAL);
    }
}
