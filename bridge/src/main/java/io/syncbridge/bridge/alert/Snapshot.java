package io.syncbridge.bridge.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is judged: figures and names, no contents.
 *
 * @param at the database's clock
 * @param tables how the mappings stand
 * @param syncs what the audit rows of the window say, by mapping; empty when they could not be read
 * @param silent feeds that say nothing although they should
 * @param clocks how far sides are ahead of the bridge
 * @param budgetUsed how much of the budget of Zapier calls the last whole window took, in per cent; empty without a budget
 * @param refusals what Zapier refuses
 */
record Snapshot(
        Instant at,
        List<Table> tables,
        Optional<List<Syncs>> syncs,
        List<Feed> silent,
        List<Clock> clocks,
        Optional<Double> budgetUsed,
        List<Refusal> refusals) {
    Snapshot {
        tables = List.copyOf(tables);
        syncs = syncs.map(List::copyOf);
        silent = List.copyOf(silent);
        clocks = List.copyOf(clocks);
        refusals = List.copyOf(refusals);
    }

    /**
     * One mapping.
     *
     * @param paused why it does not work
     * @param quiet true during its quiet hours
     * @param parked records that wait for a person
     * @param untold those of them whose tenant has quiet hours now
     * @param behind how long the oldest due record could have been worked off
     * @param differing records that differed in the last comparison of both sides
     */
    record Table(
            String mapping,
            Optional<String> paused,
            boolean quiet,
            long parked,
            long untold,
            Duration behind,
            long differing) {}

    /**
     * A mapping's audit rows in the window.
     *
     * @param averageLag of those that were synced with a known time; backfills and what waited for quiet hours to end are left
     *     out
     */
    record Syncs(String mapping, long synced, long failed, long conflicts, Optional<Duration> averageLag) {}

    /** A silent feed. */
    record Feed(String mapping, String side) {}

    /** A side's clock. */
    record Clock(String side, Duration ahead) {}

    /**
     * Something Zapier refuses.
     *
     * @param table its id; empty for the account
     */
    record Refusal(String table, boolean login, String reason) {}
}
