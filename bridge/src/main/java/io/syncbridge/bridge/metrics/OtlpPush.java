package io.syncbridge.bridge.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.syncbridge.bridge.config.TelemetrySettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts the same metrics by OTLP at an interval, freshly read each time. Made only where a receiver is named. */
final class OtlpPush extends OtlpMeterRegistry {
    private volatile Runnable refresh = () -> {};

    OtlpPush(TelemetrySettings settings) {
        super(new Config(settings), Clock.SYSTEM);
    }

    /** Done before every push. */
    void before(Runnable fresh) {
        refresh = fresh;
    }

    @Override
    protected void publish() {
        refresh.run();
        super.publish();
    }

    private record Config(TelemetrySettings settings) implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null; // everything is stated below
        }

        @Override
        public String url() {
            return settings.metricsUrl();
        }

        @Override
        public Duration step() {
            return settings.metricsInterval();
        }

        @Override
        public Map<String, String> headers() {
            return settings.metricsHeaders();
        }

        @Override
        public Map<String, String> resourceAttributes() {
            return settings.resource();
        }
    }
}
