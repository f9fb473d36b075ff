package io.syncbridge.bridge.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.syncbridge.bridge.config.TelemetrySettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts the same metrics by OTLP at an interval, freshly read each time. Made only where a receiver is named. */
final class OtlpPush extends OtlpMeterRegistry {
    private final Runnable refresh;

    private OtlpPush(TelemetrySettings settings, Runnable refresh) {
        super(new Config(settings), Clock.SYSTEM);
        this.refresh = refresh;
    }

    /**
     * Begins to push. Answers no more than a registry, so that whoever asks need not know this class, which would load the
     * library.
     *
     * @param refresh done before every push
     */
    static MeterRegistry begin(TelemetrySettings settings, Runnable refresh) {
        return new OtlpPush(settings, refresh);
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
