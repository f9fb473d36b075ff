package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Is told of every audit row of ours once it is committed. Called on workers' threads: it counts, and neither waits nor fails. */
@FunctionalInterface
public interface SyncObserver {
    /** For those who do not want to know. */
    SyncObserver NONE = (mapping, to, event, rule, sourceTime) -> {};

    /**
     * One row was committed just now.
     *
     * @param to the side that was written
     * @param sourceTime when the change was made, if known
     */
    void committed(String mapping, Side to, AuditTrail.Event event, String rule, Optional<Instant> sourceTime);

    /**
     * A committed row.
     *
     * @param to the side that was written
     * @param sourceTime when the change was made, if known
     * @param syncId names the write
     * @param origin the request that led to it, if one did
     */
    record Written(
            String mapping,
            Side to,
            AuditTrail.Event event,
            String rule,
            Optional<Instant> sourceTime,
            String syncId,
            Optional<Origin> origin) {}

    /** As the other, for those who want to know more. */
    default void committed(Written row) {
        committed(row.mapping(), row.to(), row.event(), row.rule(), row.sourceTime());
    }

    /** What records went through together. */
    enum Step {
        CLAIM,
        LOOK,
        APPLY,
        WRITE
    }

    /**
     * A step of these records ended just now.
     *
     * @param began by {@link System#nanoTime}
     */
    default void worked(Step step, String mapping, List<Claim> claims, long began) {}

    /** Does a step of these records and tells of it. */
    default <T> T during(Step step, String mapping, List<Claim> claims, Supplier<T> work) {
        long began = System.nanoTime();
        T result = work.get();
        worked(step, mapping, claims, began);
        return result;
    }

    /** Tells both. */
    default SyncObserver and(SyncObserver other) {
        SyncObserver first = this;
        return new SyncObserver() {
            @Override
            public void committed(
                    String mapping, Side to, AuditTrail.Event event, String rule, Optional<Instant> sourceTime) {
                first.committed(mapping, to, event, rule, sourceTime);
                other.committed(mapping, to, event, rule, sourceTime);
            }

            @Override
            public void committed(Written row) {
                first.committed(row);
                other.committed(row);
            }

            @Override
            public void worked(Step step, String mapping, List<Claim> claims, long began) {
                first.worked(step, mapping, claims, began);
                other.worked(step, mapping, claims, began);
            }
        };
    }
}
