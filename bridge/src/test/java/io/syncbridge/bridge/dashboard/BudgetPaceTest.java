package io.syncbridge.bridge.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.ZapierBudget;
import io.syncbridge.bridge.zapier.RateLimit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether the calls last is told by the pace of the last minute and by what is used now. */
final class BudgetPaceTest {
    private static final RateLimit LIMIT = new RateLimit(60, Duration.ofSeconds(10));
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    private final BudgetPace pace = new BudgetPace();

    @Test
    void aThirdOfWhatIsAllowedLasts() {
        ObjectNode told = Json.object();
        for (int second = 0; second <= 45; second++) {
            told = at(second, second * 2L, 20);
        }

        assertThat(told.path("outlook").asText()).isEqualTo("lasts");
        assertThat(told.path("per_minute").asInt()).isEqualTo(120);
        assertThat(told.path("allowed_per_minute").asInt()).isEqualTo(360);
    }

    @Test
    void whoHasUsedAllWaitsHoweverSlowTheMinuteWas() {
        ObjectNode unused = at(0, 0, 0);
        ObjectNode told = at(30, 60, 60);

        assertThat(told.path("outlook").asText()).isEqualTo("used_up");
        assertThat(told.path("used").asInt()).isEqualTo(60);
    }

    @Test
    void aPaceCloseToWhatIsAllowedIsTold() {
        ObjectNode unused = at(0, 0, 0);
        ObjectNode told = at(30, 170, 50);

        assertThat(told.path("outlook").asText()).isEqualTo("nearly");
    }

    @Test
    void theFirstLookGoesByTheLastWindowAlone() {
        ObjectNode told = at(5, 12_345, 50);

        assertThat(told.path("per_minute").asInt()).isEqualTo(300);
    }

    @Test
    void whatHappenedWhileNobodyLookedIsNotGuessed() {
        ObjectNode unused = at(0, 0, 0);
        ObjectNode after = at(3600, 9000, 0);

        assertThat(after.path("per_minute").asInt()).isZero();
    }

    private ObjectNode at(int second, long taken, int used) {
        ObjectNode json = Json.object();
        pace.write(json, new ZapierBudget(LIMIT, taken, used), BEGIN.plusSeconds(second));
        return json;
    }
}
