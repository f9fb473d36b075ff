package io.syncbridge.bridge.config;

import io.syncbridge.bridge.zapier.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A limit of calls as people write it: {@code 450/60s}, {@code 60/10s}, {@code 3000/1h}. */
final class RateLimitText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,7})\\s*/\\s*(\\d{1,6}(?:ms|s|m|h))");

    private RateLimitText() {}

    static Optional<RateLimit> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Duration window = DurationText.parse(form.group(2)).orElseThrow();
            return Optional.of(new RateLimit(Integer.parseInt(form.group(1)), window));
        } catch (IllegalArgumentException outOfRange) {
            return Optional.empty();
        }
    }
}
