package io.syncbridge.bridge.backfill;

import io.syncbridge.bridge.sync.BulkTally;
import java.time.Duration;

/** What the first sync of one mapping came to. */
public sealed interface Backfilled {

    /** The mapping. */
    String mapping();

    /**
     * Both sides were read to the end.
     *
     * @param resumed true when it went on where an earlier one was broken off; the counts are of this one
     * @param zapier what became of Zapier's records
     * @param rows Supabase rows that were looked at
     * @param fromSupabase rows that nobody had heard of, given to the usual pass to be created in Zapier
     * @param unreadable Zapier records in a form that its API does not promise; not touched
     * @param supabaseWrites rows written, by this process
     * @param zapierWrites records written, by this process
     * @param pending records that are still due, this mapping's live changes included
     * @param parked records of the mapping that wait for a person
     */
    record Complete(
            String mapping,
            boolean resumed,
            BulkTally zapier,
            long rows,
            long fromSupabase,
            long unreadable,
            long supabaseWrites,
            long zapierWrites,
            long pending,
            long parked,
            Duration took)
            implements Backfilled {

        /** True when nothing is left to do or to decide. */
        public boolean isClean() {
            return pending == 0 && parked == 0 && unreadable == 0;
        }
    }

    /** It broke off; what was done stays, and the next one goes on from there. */
    record Broken(String mapping, String reason) implements Backfilled {}
}
