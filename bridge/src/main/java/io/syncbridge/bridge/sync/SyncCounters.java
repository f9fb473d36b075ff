package io.syncbridge.bridge.sync;

import java.util.concurrent.atomic.LongAdder;

/** What the engine did since it started; one instance per mapping. */
public final class SyncCounters {
    private final LongAdder supabaseWrites = new LongAdder();
    private final LongAdder zapierWrites = new LongAdder();
    private final LongAdder echoes = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder parked = new LongAdder();
    private final LongAdder processed = new LongAdder();
    private final LongAdder processingNanos = new LongAdder();

    /**
     * Figures at one moment.
     *
     * @param processed records claimed and worked on, whatever came of it
     * @param processingNanos how long that took, each record by itself, in nanoseconds
     */
    public record Figures(
            long supabaseWrites,
            long zapierWrites,
            long echoes,
            long conflicts,
            long retries,
            long parked,
            long processed,
            long processingNanos) {
        /** Nothing done yet. */
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

        /** Both added up. */
        public Figures plus(Figures other) {
            return new Figures(
                    supabaseWrites + other.supabaseWrites,
                    zapierWrites + other.zapierWrites,
                    echoes + other.echoes,
                    conflicts + other.conflicts,
                    retries + other.retries,
                    parked + other.parked,
                    processed + other.processed,
                    processingNanos + other.processingNanos);
        }
    }

    void wroteSupabase(int rows) {
        supabaseWrites.add(rows);
    }

    void wroteZapier(int records) {
        zapierWrites.add(records);
    }

    void echoes(int records) {
        echoes.add(records);
    }

    void conflict() {
        conflicts.increment();
    }

    void retry() {
        retries.increment();
    }

    void parked() {
        parked.increment();
    }

    /** So many records were worked on side by side for so long. */
    void processed(int records, long nanos) {
        processed.add(records);
        processingNanos.add(records * nanos);
    }

    /** The figures now. */
    public Figures figures() {
        return new Figures(
                supabaseWrites.sum(),
                zapierWrites.sum(),
                echoes.sum(),
                conflicts.sum(),
                retries.sum(),
                parked.sum(),
                processed.sum(),
                processingNanos.sum());
    }
}
