package io.syncbridge.bridge.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.ZapierBudget;
import io.syncbridge.bridge.zapier.RateLimit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether the calls last is told by the pace of the last minute, over any number of windows. */
final class BudgetPaceTest {
    private static final RateLimit LIMIT = new RateLimit(60, Duration.ofSeconds(10));
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    private final BudgetPace pace = new BudgetPace();

    @Test
    void aThirdOfWhatIsAllowedLasts() {
        ObjectNode told = Json.object();
        for (int second = 0; second <= 45; second++) {
            told = at(second, second % 10 * 2);
        }

        assertThat(told.path("outlook").asText()).isEqualTo("lasts");
        // Two a second; what a window's end took unseen is missing.
        assertThat(told.path("per_minute").asInt()).isBetween(100, 120);
        assertThat(told.path("allowed_per_minute").asInt()).isEqualTo(360);
        assertThat(told.has("gone_after_ms")).isFalse();
    }

    @Test
    void whoTakesAWindowsCallsInHalfOfItWaitsInTheOther() {
        ObjectNode told = Json.object();
        for (int second = 0; second < 30; second++) {
            told = at(second, Math.min(60, second % 10 * 12));
        }

        assertThat(told.path("outlook").asText()).isIn("nearly", "used_up");
        assertThat(told.path("used").asInt()).isEqualTo(60);
    }

    @Test
    void theFirstLookGoesByTheRunningWindowAlone() {
        ObjectNode told = at(5, 50);

        assertThat(told.path("outlook").asText()).isEqualTo("used_up");
        assertThat(told.path("gone_after_ms").asLong()).isEqualTo(6000);
    }

    @Test
    void whatHappenedWhileNobodyLookedIsNotGuessed() {
        ObjectNode unused = at(0, 0);
        ObjectNode after = at(3600, 0);

        assertThat(after.path("per_minute").asInt()).isZero();
    }

    private ObjectNode at(int second, int used) {
        Instant window = BEGIN.plusSeconds(second / 10 * 10L);
        ObjectNode json = Json.object();
        pace.write(
                json,
                new ZapierBudget(LIMIT, window, used, Duration.ofSeconds(10 - second % 10)),
                BEGIN.plusSeconds(second));
        return json;
    }
}
