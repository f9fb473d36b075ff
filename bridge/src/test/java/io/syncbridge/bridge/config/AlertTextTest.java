package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.alert.AlertRule;
import io.syncbridge.bridge.alert.AlertSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertTextTest {

    private final List<String> problems = new ArrayList<>();

    @Test
    void withoutSettingsTheSpecificationsThresholdsHoldAndNobodyIsTold() {
        AlertSettings settings = read(Map.of());

        assertThat(settings.limits()).hasSize(AlertRule.values().length);
        assertThat(settings.limits().get(AlertRule.FAILURE_RATE)).isEqualTo(limit(5, 0));
        assertThat(settings.limits().get(AlertRule.LAG)).isEqualTo(limit(30, 0));
        assertThat(settings.limits().get(AlertRule.CONFLICTS)).isEqualTo(limit(10, 0));
        assertThat(settings.targets()).isEmpty();
        assertThat(settings.pace().window()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "FAILURE_RATE, 2.5% for 10m, 2.5, 600",
        "LAG, 1m for 5m, 60, 300",
        "LAG, 500ms, 0.5, 0",
        "CONFLICTS, 50, 50, 0",
        "FEED_SILENT, on for 10m, 0, 600",
        "MAPPING_PAUSED, on, 0, 30"
    })
    void aLimitIsAThresholdAndHowLong(AlertRule rule, String text, double threshold, long seconds) {
        assertThat(read(Map.of(rule.setting(), text)).limits().get(rule)).isEqualTo(limit(threshold, seconds));
        assertThat(problems).isEmpty();
    }

    @Test
    void aRuleCanBeOff() {
        assertThat(read(Map.of("BRIDGE_ALERT_PARKED", "off")).limits()).doesNotContainKey(AlertRule.PARKED);
    }

    @ParameterizedTest
    @CsvSource({
        "BRIDGE_ALERT_LAG, 30",
        "BRIDGE_ALERT_FAILURE_RATE, 5",
        "BRIDGE_ALERT_CONFLICTS, 5%",
        "BRIDGE_ALERT_FEED_SILENT, 3",
        "BRIDGE_ALERT_PARKED, 1 for ever",
        "BRIDGE_ALERT_INTERVAL, 10ms",
        "BRIDGE_ALERT_WINDOW, soon",
    })
    void whatCannotBeReadIsAProblemThatSaysHow(String name, String text) {
        AlertSettings unused = read(Map.of(name, text));

        assertThat(problems).singleElement().asString().startsWith(name + " must be");
    }

    @Test
    void anAddressMustBeWholeAndSafeAndIsNotRepeated() {
        AlertSettings settings = read(Map.of(
                "BRIDGE_ALERT_SLACK_URL", "hooks.slack.com/services/secret-part",
                "BRIDGE_ALERT_WEBHOOK_URL", "http://example.com/secret-part",
                "BRIDGE_ALERT_WEBHOOK_SECRET", "whsec_%%%secret-part"));

        assertThat(settings.targets()).isEmpty();
        assertThat(problems).hasSize(3).noneMatch(problem -> problem.contains("secret-part"));
    }

    private AlertSettings read(Map<String, String> environment) {
        return AlertText.read(Settings.of(environment), problems);
    }

    private static AlertSettings.Limit limit(double threshold, long seconds) {
        return new AlertSettings.Limit(threshold, Duration.ofSeconds(seconds));
    }
}
