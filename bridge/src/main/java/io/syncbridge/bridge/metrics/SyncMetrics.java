package io.syncbridge.bridge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * What {@code /metrics} shows. Names are fixed by the design, section 4; the {@code outbox_} ones are the users' own and tell
 * of the same queue. Counters are of this process since it started; depths are of the database, the same on every instance.
 */
public final class SyncMetrics implements SyncObserver {
    private static final Duration[] LAGS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30),
        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Depths depths = new Depths(registry);
    private final Map<Integer, FunctionCounter> answers = new ConcurrentHashMap<>();

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
        if (event == AuditTrail.Event.SYNCED && sourceTime.isPresent()) {
            Duration lag = Duration.between(sourceTime.get(), Instant.now());
            Timer.builder("bridge_sync_lag")
                    .description("From the change on one side to the commit that brought it to the other")
                    .tags("table", mapping, "direction", direction)
                    .serviceLevelObjectives(LAGS)
                    .register(registry)
                    .record(lag.isNegative() ? Duration.ZERO : lag);
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

    /** The page, with depths as of now. */
    public String scrape(StatusReport now, ZapierTablesClient zapier) {
        depths.show(now);
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
        return registry.scrape();
    }
}
