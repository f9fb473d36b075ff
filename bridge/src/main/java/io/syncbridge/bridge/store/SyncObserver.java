package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import java.time.Instant;
import java.util.Optional;

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

    /** Tells both. */
    default SyncObserver and(SyncObserver other) {
        return (mapping, to, event, rule, sourceTime) -> {
            committed(mapping, to, event, rule, sourceTime);
            other.committed(mapping, to, event, rule, sourceTime);
        };
    }
}
