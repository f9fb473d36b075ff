package io.syncbridge.bridge.zapier;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.Headers;

/**
 * How long a server asks to be left alone: Retry-After in seconds or as a date, else X-RateLimit-Reset (epoch seconds
 * from 1e9 on, seconds from now below), else one second. What cannot be read counts as not sent. At most 15 minutes, whatever it says; at least 100 ms.
 */
final class RetryHints {
    private static final Duration MOST = Duration.ofMinutes(15);
    private static final long EPOCH_FROM = 1_000_000_000L;
    private static final Duration LEAST = Duration.ofMillis(100);

    private RetryHints() {}

    static Duration wait(Headers headers, Instant now) {
        Duration wait = header(headers, "Retry-After")
                .flatMap(text -> fromText(text, now))
                .or(() -> header(headers, "X-RateLimit-Reset").flatMap(text -> fromReset(text, now)))
                .orElse(Duration.ofSeconds(1));
        return wait.compareTo(LEAST) < 0 ? LEAST : wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    /** How long no calls are left, when an answer says so: X-RateLimit-Remaining 0 with a readable reset. */
    static Optional<Duration> exhausted(Headers headers, Instant now) {
        return header(headers, "X-RateLimit-Remaining")
                .filter("0"::equals)
                .flatMap(none -> header(headers, "X-RateLimit-Reset"))
                .flatMap(text -> fromReset(text, now))
                .filter(Duration::isPositive)
                .map(wait -> wait.compareTo(MOST) > 0 ? MOST : wait);
    }

    private static Optional<String> header(Headers headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    private static Optional<Duration> fromText(String text, Instant now) {
        Optional<Duration> seconds = count(text).map(Duration::ofSeconds);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, date));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> fromReset(String text, Instant now) {
        return count(text)
                .map(seconds -> seconds >= EPOCH_FROM
                        ? Duration.between(now, Instant.ofEpochSecond(seconds))
                        : Duration.ofSeconds(seconds));
    }

    /** Digits as a number; more than anybody means is as good as the most that we wait. */
    private static Optional<Long> count(String digits) {
        if (!digits.matches("\\d{1,100}")) {
            return Optional.empty();
        }
        return Optional.of(digits.length() > 12 ? 999_999_999_999L : Long.parseLong(digits));
    }
}
