package io.syncbridge.bridge.zapier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PatientCallsTest {
    private static final Answer<String> GIVEN = new Answer.Given<>("x");

    private final PatientCalls calls = new PatientCalls(() -> false);

    @Test
    @Timeout(20)
    void whatIsOnlyThrottledIsAskedAgainAfterItsDelay() {
        long began = System.nanoTime();
        Deque<Answer<String>> answers =
                new ArrayDeque<>(List.of(throttled(Duration.ofMillis(30)), throttled(Duration.ofMillis(30)), GIVEN));

        assertThat(calls.ask(answers::removeFirst)).isEqualTo(GIVEN);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    @Timeout(20)
    void everyOtherAnswerIsGivenAsItCame() {
        Answer<String> failed = new Answer.Later<>(Duration.ofMillis(1), "failed");
        assertThat(calls.ask(new ArrayDeque<>(List.of(failed, GIVEN))::removeFirst))
                .isEqualTo(failed);
        Answer<String> tooLong = throttled(Duration.ofHours(1));
        assertThat(calls.ask(new ArrayDeque<>(List.of(tooLong, GIVEN))::removeFirst))
                .isEqualTo(tooLong);
    }

    @Test
    @Timeout(20)
    void nobodyWaitsAfterAStop() {
        Answer<String> throttled = throttled(Duration.ofSeconds(30));
        assertThat(new PatientCalls(() -> true).ask(new ArrayDeque<>(List.of(throttled, GIVEN))::removeFirst))
                .isEqualTo(throttled);
    }

    private static Answer<String> throttled(Duration delay) {
        return new Answer.Later<>(delay, "throttled", Answer.Cause.THROTTLED);
    }
}
