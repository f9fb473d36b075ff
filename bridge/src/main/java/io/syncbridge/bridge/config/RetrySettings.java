package io.syncbridge.bridge.config;

import io.syncbridge.bridge.sync.RetryLimits;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How long failing records are tried: {@code BRIDGE_RETRY_ATTEMPTS}, for a table alone with its name behind it. */
final class RetrySettings {
    private static final String ATTEMPTS = "bridge_retry_attempts";

    private RetrySettings() {}

    /** For every table that has no limit of its own. */
    static RetryLimits usual(Settings settings, List<String> problems) {
        Duration reach = settings.get("bridge_retry_reach")
                .map(text -> BridgeConfig.duration(text, "BRIDGE_RETRY_REACH", problems))
                .orElse(RetryLimits.DEFAULT.reach());
        return new RetryLimits(attempts(settings, ATTEMPTS, problems).orElse(RetryLimits.DEFAULT.attempts()), reach);
    }

    /** Tables that have one. */
    static Map<String, RetryLimits> tables(
            Settings settings, List<TableMapping> mappings, RetryLimits usual, List<String> problems) {
        Map<String, RetryLimits> tables = new HashMap<>();
        for (TableMapping mapping : mappings) {
            attempts(settings, ATTEMPTS + "_" + mapping.name(), problems)
                    .ifPresent(attempts -> tables.put(mapping.name(), new RetryLimits(attempts, usual.reach())));
        }
        return tables;
    }

    private static Optional<Integer> attempts(Settings settings, String name, List<String> problems) {
        Optional<String> text = settings.get(name);
        if (text.filter(number -> !number.matches("[1-9]\\d{0,5}")).isPresent()) {
            problems.add(name.toUpperCase(Locale.ROOT) + " must be a number from 1 to 999999, not " + text.get());
            return Optional.empty();
        }
        return text.map(Integer::parseInt);
    }
}
