package io.syncbridge.bridge.zapier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryHintsTest {
    private static final Instant NOW = Instant.parse("2026-07-31T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1                             | PT1S",
                "' 61 '                        | PT1M1S",
                "0                             | PT0.1S",
                "86400                         | PT15M",
                "999999999999999999999         | PT15M",
                "Fri, 31 Jul 2026 08:00:07 GMT | PT7S",
                "Fri, 31 Jul 2026 07:00:00 GMT | PT0.1S",
                "Sat, 01 Aug 2026 08:00:00 GMT | PT15M",
                "soon                          | PT1S",
                "-5                            | PT1S",
                "1.5                           | PT1S",
                "''                            | PT1S",
            })
    void retryAfterIsReadInEveryForm(String retryAfter, Duration wait) {
        assertThat(RetryHints.wait(Headers.of("Retry-After", retryAfter), NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({
        "3,          PT3S",
        "0,          PT0.1S",
        "999999999,  PT15M",
        "1785484805, PT5S",
        "1785484800, PT0.1S",
        "1785484700, PT0.1S",
        "garbage,    PT1S",
        "99999999999999999999999, PT15M",
    })
    void theResetHeaderIsRelativeWhenSmallAndEpochSecondsWhenLarge(String reset, Duration wait) {
        assertThat(RetryHints.wait(Headers.of("X-RateLimit-Reset", reset), NOW)).isEqualTo(wait);
    }

    @Test
    void withoutAHintTheWaitIsASecond() {
        assertThat(RetryHints.wait(Headers.of(), NOW)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void retryAfterIsPreferredToTheResetHeader() {
        Headers both = Headers.of("Retry-After", "2", "X-RateLimit-Reset", "9");

        assertThat(RetryHints.wait(both, NOW)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anUnreadableRetryAfterGivesWayToAReadableReset() {
        Headers both = Headers.of("Retry-After", "soon", "X-RateLimit-Reset", "9");

        assertThat(RetryHints.wait(both, NOW)).isEqualTo(Duration.ofSeconds(9));
    }
}
