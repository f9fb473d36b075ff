package io.syncbridge.bridge.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.syncbridge.bridge.config.TelemetrySettings;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What {@code /metrics} shows. Names are fixed by the design, section 4; the {@code outbox_} ones are the users' own and tell
 * of the same queue. Counters are of this process since it started; depths are of the database, the same on every instance.
 */
public final class SyncMetrics implements SyncObserver, AutoCloseable {
    /** The format that every Prometheus reads. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The format that carries exemplars. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final Duration LAST_PUSH = Duration.ofSeconds(2);

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompositeMeterRegistry registry = new CompositeMeterRegistry(Clock.SYSTEM, List.of(prometheus));
    private final LagHistogram lags = new LagHistogram(prometheus.getPrometheusRegistry());
    private final Optional<MeterRegistry> push;
    private final InstantSource clock;
    private volatile Runnable refresh = () -> {};
    private final Depths depths = new Depths(registry);
    private final Map<Integer, FunctionCounter> answers = new ConcurrentHashMap<>();

    /** Shown at {@code /metrics}, and sent to a receiver where the settings name one. */
    public SyncMetrics(TelemetrySettings settings, InstantSource clock) {
        this.clock = clock;
        push = settings.sendsMetrics() ? Optional.of(OtlpPush.begin(settings, () -> refresh.run())) : Optional.empty();
        push.ifPresent(registry::add);
    }

    @Override
    public void committed(String mapping, Side to, AuditTrail.Event event, String rule, Optional<Instant> sourceTime) {
        String direction = AuditTrail.direction(to);
        Counter.builder("bridge_sync")
                .description("Audit rows of the bridge, committed")
                .tags(
                        "table",
                        mapping,
                        "direction",
                        direction,
                        "result",
                        event.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        if (event == AuditTrail.Event.CONFLICT_RESOLVED) {
            Counter.builder("bridge_conflicts")
                    .description("Conflicts that were decided, by the rule that decided")
                    .tags("table", mapping, "rule", rule)
                    .register(registry)
                    .increment();
        }
    }

    @Override
    public void committed(Written row) {
        committed(row.mapping(), row.to(), row.event(), row.rule(), row.sourceTime());
        if (row.event() == AuditTrail.Event.SYNCED && row.sourceTime().isPresent()) {
            Duration lag = Duration.between(row.sourceTime().get(), clock.instant());
            Duration shown = lag.isNegative() ? Duration.ZERO : lag;
            String direction = AuditTrail.direction(row.to());
            lags.observe(row.mapping(), direction, shown, row.syncId(), row.origin());
            push.ifPresent(otlp -> Timer.builder("bridge_sync_lag")
                    .tags("table", row.mapping(), "direction", direction)
                    .register(otlp)
                    .record(shown));
        }
    }

    /** Counts one answered webhook. */
    public void webhook(Side source, String mapping, int status) {
        Counter.builder("bridge_webhooks")
                .description("Webhooks by what they were answered")
                .tags("source", source.sourceName(), "table", mapping, "status", String.valueOf(status))
                .register(registry)
                .increment();
    }

    /** Shows what these workers and this client count. */
    public void watch(Collection<SyncWorker> workers, ZapierTablesClient zapier) {
        for (SyncWorker worker : workers) {
            String table = worker.table().mapping().name();
            counter("bridge_retries", "Tries that were put off", table, worker, SyncCounters.Figures::retries);
            counter("bridge_echoes", "Webhooks about our own writes", table, worker, SyncCounters.Figures::echoes);
            FunctionTimer.builder(
                            "bridge_processing",
                            worker,
                            each -> each.counters().figures().processed(),
                            each -> each.counters().figures().processingNanos(),
                            TimeUnit.NANOSECONDS)
                    .description("From the claim of a record to its settlement")
                    .tags("table", table)
                    .register(registry);
        }
        total("outbox_processed", "Records worked off", workers, SyncCounters.Figures::processed);
        total("outbox_retry", "Tries that were put off", workers, SyncCounters.Figures::retries);
        FunctionTimer.builder(
                        "outbox_processing_duration",
                        workers,
                        all -> sum(all, SyncCounters.Figures::processed),
                        all -> sum(all, SyncCounters.Figures::processingNanos),
                        TimeUnit.NANOSECONDS)
                .description("From the claim of a record to its settlement")
                .register(registry);
        FunctionCounter.builder(
                        "zapier_api_throttled_seconds",
                        zapier,
                        client -> client.throttled().toMillis() / 1000.0)
                .description("How long calls to Zapier waited for the budget")
                .register(registry);
    }

    private void counter(
            String name, String what, String table, SyncWorker worker, ToLongFunction<SyncCounters.Figures> figure) {
        FunctionCounter.builder(
                        name, worker, each -> figure.applyAsLong(each.counters().figures()))
                .description(what)
                .tags("table", table)
                .register(registry);
    }

    private void total(
            String name, String what, Collection<SyncWorker> workers, ToLongFunction<SyncCounters.Figures> figure) {
        FunctionCounter.builder(name, workers, all -> sum(all, figure))
                .description(what)
                .register(registry);
    }

    private static long sum(Collection<SyncWorker> workers, ToLongFunction<SyncCounters.Figures> figure) {
        return workers.stream()
                .mapToLong(worker -> figure.applyAsLong(worker.counters().figures()))
                .sum();
    }

    /** What is read anew before each look and each push, where the database answers. */
    public void refreshed(Supplier<StatusReport> status, Supplier<Conditions> conditions, ZapierTablesClient zapier) {
        refresh = () -> {
            try {
                show(status.get(), conditions.get(), zapier);
            } catch (DatabaseException down) {
                // What was shown last is sent again; the workers say that the database is away.
            }
        };
    }

    private void show(StatusReport now, Conditions conditions, ZapierTablesClient zapier) {
        depths.show(now, conditions);
        for (int status : zapier.answersByStatus().keySet()) {
            FunctionCounter unused = answers.computeIfAbsent(
                    status,
                    code -> FunctionCounter.builder(
                                    "zapier_api_requests",
                                    zapier,
                                    client -> client.answersByStatus().getOrDefault(code, 0L))
                            .description("Calls to Zapier by what they were answered")
                            .tags("status", String.valueOf(code))
                            .register(registry));
        }
    }

    /**
     * The page, with depths as of now.
     *
     * @param mediaType {@link #TEXT}, or {@link #OPEN_METRICS} with exemplars
     */
    public String scrape(StatusReport now, Conditions conditions, ZapierTablesClient zapier, String mediaType) {
        show(now, conditions, zapier);
        return prometheus.scrape(mediaType);
    }

    @Override
    public void close() {
        // The last push may meet a receiver that hangs; whoever stops the bridge waits for ten seconds in all.
        push.ifPresent(otlp -> {
            Thread last = Thread.ofVirtual().name("last-push").start(otlp::close);
            try {
                boolean unused = last.join(LAST_PUSH);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
