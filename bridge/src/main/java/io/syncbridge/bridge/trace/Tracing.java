package io.syncbridge.bridge.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.syncbridge.bridge.config.TelemetrySettings;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Origin;
import io.syncbridge.webhooks.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One trace for a change: {@code webhook} (child of the caller's {@code traceparent}, if it sent one), and below it {@code
 * claim}, {@code look}, {@code apply} and {@code write}. The link is kept with the hint, so it survives the commit, a restart
 * and another instance. What no webhook told has no trace. Names and keys are told, no contents.
 */
public final class Tracing implements SyncObserver, AutoCloseable {
    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final InstantSource clock;

    private Tracing(OpenTelemetrySdk sdk, InstantSource clock) {
        this.sdk = sdk;
        this.clock = clock;
        this.tracer = sdk.getTracer("io.syncbridge");
    }

    /**
     * As the standard settings say; logs and metrics are not this one's.
     *
     * @throws RuntimeException of the library when a setting cannot be used; its message names it
     */
    public static Tracing open(TelemetrySettings settings, InstantSource clock) {
        LibraryLog.take();
        return new Tracing(
                AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(settings::properties)
                        .addPropertiesCustomizer(asked -> TelemetrySettings.TRACES_ONLY)
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk(),
                clock);
    }

    /** The same intake, with a span for each request. */
    public Intake around(Intake store) {
        return new Intake() {
            @Override
            public Receipt accept(List<Hint> hints) {
                return store.accept(hints);
            }

            @Override
            public Receipt accept(List<Hint> hints, Origin origin) {
                return traced(store, hints, origin);
            }
        };
    }

    private Receipt traced(Intake store, List<Hint> hints, Origin origin) {
        Span span = tracer.spanBuilder("webhook")
                .setSpanKind(SpanKind.SERVER)
                .setParent(context(origin).orElse(Context.root()))
                .setAttribute("bridge.table", hints.getFirst().mapping())
                .setAttribute("bridge.request_id", origin.requestId())
                .startSpan();
        try {
            SpanContext made = span.getSpanContext();
            return store.accept(
                    hints,
                    origin.within("00-" + made.getTraceId() + "-" + made.getSpanId() + "-"
                            + made.getTraceFlags().asHex()));
        } finally {
            span.end();
        }
    }

    @Override
    public void committed(String mapping, Side to, AuditTrail.Event event, String rule, Optional<Instant> sourceTime) {
        // The step it was committed in is a span already.
    }

    @Override
    public void worked(Step step, String mapping, List<Claim> claims, long began) {
        Instant end = clock.instant();
        Instant start = end.minus(Duration.ofNanos(System.nanoTime() - began));
        for (Claim claim : claims) {
            claim.origin(Side.ZAPIER)
                    .ifPresent(origin -> context(origin).ifPresent(parent -> {
                        Span span = tracer.spanBuilder(step.name().toLowerCase(java.util.Locale.ROOT))
                                .setSpanKind(
                                        step == Step.LOOK || step == Step.WRITE ? SpanKind.CLIENT : SpanKind.INTERNAL)
                                .setParent(parent)
                                .setStartTimestamp(start)
                                .setAttribute("bridge.table", mapping)
                                .setAttribute(
                                        "bridge.record",
                                        claim.key().or(claim::zapierId).orElse(""))
                                .setAttribute("bridge.request_id", origin.requestId())
                                .setAttribute("bridge.batch", (long) claims.size())
                                .startSpan();
                        span.end(end);
                    }));
        }
    }

    private static Optional<Context> context(Origin origin) {
        return origin.traceparent()
                .map(text -> Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                text.substring(3, 35),
                                text.substring(36, 52),
                                TraceFlags.fromHex(text, 53),
                                TraceState.getDefault()))));
    }

    /** Sends what is left, two seconds at most. */
    @Override
    public void close() {
        var unused = sdk.shutdown().join(2, TimeUnit.SECONDS);
    }
}
