package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.TrafficLimits;
import io.syncbridge.webhooks.WebhookLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The limits of what may be posted. */
final class TrafficSettingsTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void withoutSettingsTheUsualLimitsHold() {
        assertThat(read(Map.of())).isEqualTo(WebhookLimits.defaults());
        assertThat(problems).isEmpty();
    }

    @Test
    void eachLimitCanBeSet() {
        WebhookLimits limits = read(Map.of(
                "BRIDGE_WEBHOOKS_PER_SECOND", "50",
                "BRIDGE_CONNECTIONS", "20",
                "BRIDGE_HEAD_TIME", "5s",
                "BRIDGE_BODY_TIME", "1m",
                "BRIDGE_PROXIES", "10.0.0.1, ::1"));
        assertThat(problems).isEmpty();
        assertThat(limits.traffic())
                .isEqualTo(new TrafficLimits(50, 20, Duration.ofSeconds(5), Set.of("10.0.0.1", "::1")));
        assertThat(limits.bodyTime()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        var unused = read(Map.of(
                "BRIDGE_WEBHOOKS_PER_SECOND", "0",
                "BRIDGE_CONNECTIONS", "many",
                "BRIDGE_HEAD_TIME", "0s",
                "BRIDGE_BODY_TIME", "1h",
                "BRIDGE_PROXIES", "proxy.local"));
        assertThat(problems)
                .hasSize(5)
                .anyMatch(line -> line.startsWith("BRIDGE_WEBHOOKS_PER_SECOND must be a number from 1"))
                .anyMatch(line -> line.startsWith("BRIDGE_CONNECTIONS must be a number from 1"))
                .anyMatch(line -> line.startsWith("BRIDGE_HEAD_TIME must be a duration"))
                .anyMatch(line -> line.startsWith("BRIDGE_BODY_TIME must be a duration"))
                .anyMatch(line -> line.startsWith("BRIDGE_PROXIES must be IP addresses"));
    }

    private WebhookLimits read(Map<String, String> environment) {
        return TrafficSettings.read(Settings.of(environment), problems);
    }
}
