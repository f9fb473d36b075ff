package io.syncbridge.bridge.zapier;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import okhttp3.Headers;

/**
 * How long a server asks to be left alone: Retry-After in seconds or as a date, else X-RateLimit-Reset (epoch seconds
 * from 1e9 on, seconds from now below), else one second. At most 15 minutes, whatever it says; at least 100 ms.
 */
final class RetryHints {
    private static final Duration MOST = Duration.ofMinutes(15);
    private static final Duration LEAST = Duration.ofMillis(100);

    private RetryHints() {}

    static Duration wait(Headers headers, Instant now) {
        String after = headers.get("Retry-After");
        String reset = headers.get("X-RateLimit-Reset");
        Duration wait =
                after != null ? fromText(after, now) : reset != null ? fromReset(reset, now) : Duration.ofSeconds(1);
        return wait.compareTo(LEAST) < 0 ? LEAST : wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    private static Duration fromText(String text, Instant now) {
        if (text.strip().matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text.strip()));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException unreadable) {
            return Duration.ofSeconds(1);
        }
    }

    private static Duration fromReset(String text, Instant now) {
        if (!text.strip().matches("\\d{1,12}")) {
            return Duration.ofSeconds(1);
        }
        long seconds = Long.parseLong(text.strip());
        return seconds >= 1_000_000_000L
                ? Duration.between(now, Instant.ofEpochSecond(seconds))
                : Duration.ofSeconds(seconds);
    }
}
