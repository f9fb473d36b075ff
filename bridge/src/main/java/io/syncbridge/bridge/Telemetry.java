package io.syncbridge.bridge;

import io.syncbridge.bridge.config.TelemetrySettings;
import io.syncbridge.bridge.metrics.SyncMetrics;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.trace.Tracing;
import io.syncbridge.webhooks.Intake;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What is counted, and what is traced.
 *
 * @param tracing empty where the settings name no receiver
 */
record Telemetry(SyncMetrics metrics, Optional<Tracing> tracing) implements AutoCloseable {

    static Telemetry open(TelemetrySettings settings, InstantSource clock) {
        return new Telemetry(
                new SyncMetrics(settings, clock),
                settings.sendsTraces() ? Optional.of(Tracing.open(settings, clock)) : Optional.empty());
    }

    /** Tells another one too. */
    SyncObserver and(SyncObserver other) {
        SyncObserver counting = other.and(metrics);
        return tracing.map(also -> counting.and(also)).orElse(counting);
    }

    /** The same intake, traced where traces are sent. */
    Intake around(Intake store) {
        return tracing.map(traces -> traces.around(store)).orElse(store);
    }

    @Override
    public void close() {
        tracing.ifPresent(traces -> traces.close());
        metrics.close();
    }
}
