package io.syncbridge.bridge.undo;

import java.util.List;
import java.util.Optional;

/**
 * What became of one record.
 *
 * @param mapping the table
 * @param record its key
 * @param outcome what was done, or would be in a rehearsal
 * @param fields those that were written back
 * @param spared what was left as it is, and why
 * @param reason why the whole record was left
 */
public record Undone(
        String mapping,
        String record,
        Outcome outcome,
        List<String> fields,
        List<Spared> spared,
        Optional<String> reason) {

    /** Copies the lists. */
    public Undone {
        fields = List.copyOf(fields);
        spared = List.copyOf(spared);
    }

    /** What was done with a record. */
    public enum Outcome {
        /** Fields were written back. */
        WRITTEN,
        /** The deleted record was made again. */
        RESTORED,
        /** The created record was deleted. */
        DELETED,
        /** It holds what it held before: nothing to do. */
        AS_BEFORE,
        /** Nothing was written; the reasons say why. */
        SPARED,
        /** Somebody works on it; a later run finds it at rest. */
        BUSY
    }

    /** A field that was left, and why. */
    public record Spared(String field, String reason) {}

    static Undone left(String mapping, String record, String reason) {
        return new Undone(mapping, record, Outcome.SPARED, List.of(), List.of(), Optional.of(reason));
    }

    static Undone busy(String mapping, String record) {
        return new Undone(
                mapping,
                record,
                Outcome.BUSY,
                List.of(),
                List.of(),
                Optional.of("is being synced, or waits to be; run undo again when a bridge has settled it"));
    }

    /** True when something was written. */
    public boolean isWritten() {
        return outcome == Outcome.WRITTEN || outcome == Outcome.RESTORED || outcome == Outcome.DELETED;
    }
}
