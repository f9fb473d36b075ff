package io.syncbridge.bridge.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.syncbridge.webhooks.Origin;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code bridge_sync_lag_seconds}. Its buckets name one write each as an exemplar: its {@code sync_id}, by which audit rows,
 * {@code bridgectl why} and {@code undo} know it, and its trace where there is one. Shown to who asks for OpenMetrics.
 */
final class LagHistogram {
    /** Upper bounds in seconds. */
    static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600};

    private final Histogram histogram;

    LagHistogram(PrometheusRegistry registry) {
        histogram = Histogram.builder()
                .name("bridge_sync_lag_seconds")
                .help("From the change on one side to the commit that brought it to the other")
                .labelNames("table", "direction")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .register(registry);
    }

    void observe(String table, String direction, Duration lag, String syncId, Optional<Origin> origin) {
        DistributionDataPoint point = histogram.labelValues(table, direction);
        Labels write = origin.flatMap(Origin::traceparent)
                .map(trace -> Labels.of(
                        "sync_id", syncId, "trace_id", trace.substring(3, 35), "span_id", trace.substring(36, 52)))
                .orElseGet(() -> Labels.of("sync_id", syncId));
        point.observeWithExemplar(lag.toNanos() / 1e9, write);
    }
}
