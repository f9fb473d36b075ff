package io.syncbridge.bridge.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The standard {@code OTEL_…} settings. Where none names a receiver, nothing is sent and nothing is loaded.
 *
 * @param values by lower-case name
 */
public record TelemetrySettings(Map<String, String> values) {
    /** What the traces' library is told besides: metrics have their own way out, and logs are lines. */
    public static final Map<String, String> TRACES_ONLY =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private static final String ENDPOINT = "otel_exporter_otlp_endpoint";

    /** Copies. */
    public TelemetrySettings {
        values = Map.copyOf(values);
    }

    static TelemetrySettings read(Settings settings) {
        return new TelemetrySettings(settings.startingWith("otel_"));
    }

    /** True when traces are to be sent: a receiver is named, and traces are not switched off. */
    public boolean sendsTraces() {
        return sends("traces");
    }

    /** True when metrics are to be sent. */
    public boolean sendsMetrics() {
        return sends("metrics");
    }

    private boolean sends(String signal) {
        boolean named = get(ENDPOINT).or(() -> get(endpoint(signal))).isPresent();
        String exporter = get("otel_" + signal + "_exporter").orElse("otlp");
        return named
                && exporter.equals("otlp")
                && !get("otel_sdk_disabled").orElse("").equalsIgnoreCase("true");
    }

    private static String endpoint(String signal) {
        return "otel_exporter_otlp_" + signal + "_endpoint";
    }

    /** As the traces' library reads them; protobuf over HTTP where nothing else is said. */
    public Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        properties.put("otel.service.name", "sync-bridge");
        values.forEach((name, value) -> properties.put(name.replace('_', '.'), value));
        return properties;
    }

    /** Where metrics are posted. */
    public String metricsUrl() {
        return get(endpoint("metrics"))
                .orElseGet(() -> get(ENDPOINT).orElse("http://localhost:4318").replaceFirst("/+$", "") + "/v1/metrics");
    }

    /** From one push of metrics to the next. */
    public Duration metricsInterval() {
        return get("otel_metric_export_interval")
                .filter(text -> text.matches("\\d{3,9}"))
                .map(text -> Duration.ofMillis(Long.parseLong(text)))
                .orElse(Duration.ofMinutes(1));
    }

    /** Headers of every push; they may hold a secret. */
    public Map<String, String> metricsHeaders() {
        return pairs(get("otel_exporter_otlp_metrics_headers")
                .or(() -> get("otel_exporter_otlp_headers"))
                .orElse(""));
    }

    /** What every push says of this service. */
    public Map<String, String> resource() {
        Map<String, String> attributes =
                new TreeMap<>(pairs(get("otel_resource_attributes").orElse("")));
        attributes.put(
                "service.name",
                get("otel_service_name").orElse(attributes.getOrDefault("service.name", "sync-bridge")));
        return attributes;
    }

    private static Map<String, String> pairs(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (first, second) -> second));
    }

    private Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Headers hold secrets. */
    @Override
    public String toString() {
        return "TelemetrySettings" + values.keySet();
    }
}
