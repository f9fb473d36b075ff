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

    /** Figures at one moment. */
    public record Figures(
            long supabaseWrites, long zapierWrites, long echoes, long conflicts, long retries, long parked) {
        /** Both added up. */
        public Figures plus(Figures other) {
            return new Figures(
                    supabaseWrites + other.supabaseWrites,
                    zapierWrites + other.zapierWrites,
                    echoes + other.echoes,
                    conflicts + other.conflicts,
                    retries + other.retries,
                    parked + other.parked);
        }
    }

    void wroteSupabase() {
        supabaseWrites.increment();
    }

    void wroteZapier() {
        zapierWrites.increment();
    }

    void echo() {
        echoes.increment();
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

    /** The figures now. */
    public Figures figures() {
        return new Figures(
                supabaseWrites.sum(), zapierWrites.sum(), echoes.sum(), conflicts.sum(), retries.sum(), parked.sum());
    }
}
