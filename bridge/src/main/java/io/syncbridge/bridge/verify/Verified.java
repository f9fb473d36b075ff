package io.syncbridge.bridge.verify;

import java.time.Duration;
import java.util.List;

/** What a comparison of one mapping's two tables came to. */
public sealed interface Verified {

    /** The mapping. */
    String mapping();

    /**
     * Both sides were read in full.
     *
     * @param supabaseRows rows there
     * @param zapierRecords live records there
     * @param differences each looked at twice; at most {@link Verification#MOST_SUSPECTS}
     * @param onTheirWay records that changed, or were being worked on, all the while: no differences, and no proof
     * @param notLookedAt further records that seemed to differ, past that number
     * @param kept records of one side that the mapping's rules leave there: deleted on the other side, or, in an
     *     append-only table, edited in Zapier after they were recorded
     * @param took reading and comparing, the waiting for records in flight included
     */
    record Complete(
            String mapping,
            long supabaseRows,
            long zapierRecords,
            List<Difference> differences,
            List<String> onTheirWay,
            long notLookedAt,
            long kept,
            Duration took)
            implements Verified {
        /** Copies the lists. */
        public Complete {
            differences = List.copyOf(differences);
            onTheirWay = List.copyOf(onTheirWay);
        }

        /** How many records differ. */
        public long differing() {
            return differences.size() + notLookedAt;
        }

        /** The same comparison, with its suspects looked at again. */
        Complete again(Settling.Settled settled) {
            return new Complete(
                    mapping,
                    supabaseRows,
                    zapierRecords,
                    settled.differences(),
                    settled.onTheirWay(),
                    notLookedAt,
                    kept + settled.kept(),
                    took);
        }
    }

    /** It broke off, which proves nothing. */
    record Broken(String mapping, String reason) implements Verified {}
}
