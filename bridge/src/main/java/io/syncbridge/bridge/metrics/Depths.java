package io.syncbridge.bridge.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.syncbridge.bridge.store.StatusReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Gauges of what the database says, shown anew at each look. */
final class Depths {
    private final MultiGauge pending;
    private final MultiGauge parked;
    private final MultiGauge behind;
    private final MultiGauge differences;
    private final MultiGauge skew;
    private final MultiGauge paused;
    private final MultiGauge silent;
    private final MultiGauge alerts;
    private final AtomicLong deadLetters;

    Depths(MeterRegistry registry) {
        pending = gauge(registry, "bridge_pending", "Records that are due");
        parked = gauge(registry, "bridge_parked", "Records that wait for a person");
        behind = gauge(registry, "bridge_behind_seconds", "How long the oldest due record has been due");
        differences = gauge(registry, "bridge_differences", "Records that differed when both sides were compared last");
        skew = gauge(registry, "bridge_clock_skew_seconds", "How far a side's clock is ahead of the bridge's");
        paused = gauge(registry, "bridge_paused", "1 while a mapping does not work");
        silent = gauge(registry, "bridge_feed_silent", "1 while a side says nothing although it should");
        alerts = gauge(registry, "bridge_alerts_open", "Incidents that people were told of and that are not over");
        deadLetters = registry.gauge("outbox_dlq_size", new AtomicLong());
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String what) {
        return MultiGauge.builder(name).description(what).register(registry);
    }

    void show(StatusReport now, Conditions conditions) {
        paused.register(rows(now.tables(), table -> table.paused().isPresent() ? 1 : 0), true);
        silent.register(
                conditions.feeds().stream()
                        .<Row<?>>map(feed ->
                                Row.of(Tags.of("table", feed.mapping(), "side", feed.side()), feed.silent() ? 1 : 0))
                        .toList(),
                true);
        alerts.register(
                conditions.open().entrySet().stream()
                        .<Row<?>>map(
                                rule -> Row.of(Tags.of("rule", rule.getKey().label()), rule.getValue()))
                        .toList(),
                true);
        pending.register(rows(now.tables(), StatusReport.Table::pending), true);
        parked.register(rows(now.tables(), StatusReport.Table::parked), true);
        behind.register(rows(now.tables(), table -> table.behind().toMillis() / 1000.0), true);
        differences.register(
                now.verified().stream()
                        .filter(last -> last.completeAt().isPresent())
                        .map(last -> Row.of(Tags.of("table", last.mapping()), (double) last.differing()))
                        .toList(),
                true);
        skew.register(
                now.clocks().stream()
                        .map(clock -> Row.of(
                                Tags.of("side", clock.side()), clock.ahead().toMillis() / 1000.0))
                        .toList(),
                true);
        deadLetters.set(
                now.tables().stream().mapToLong(StatusReport.Table::parked).sum());
    }

    private static List<Row<?>> rows(List<StatusReport.Table> tables, ToDoubleFunction<StatusReport.Table> value) {
        return tables.stream()
                .<Row<?>>map(table -> Row.of(Tags.of("table", table.mapping()), value.applyAsDouble(table)))
                .toList();
    }
}
