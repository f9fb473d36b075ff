package io.syncbridge.bridge.config;

import io.syncbridge.bridge.audit.AuditSettings;
import io.syncbridge.bridge.zapier.Secret;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code BRIDGE_AUDIT_KEY} and {@code BRIDGE_AUDIT_SEAL_INTERVAL}. */
public final class AuditText {
    private static final int LEAST_KEY = 32;
    private static final Duration MOST = Duration.ofMinutes(10);

    private AuditText() {}

    /** Reads both; what is wrong is added to the problems. */
    public static AuditSettings read(Settings settings, List<String> problems) {
        Duration interval = settings.get("bridge_audit_seal_interval")
                .map(text -> BridgeConfig.duration(text, "BRIDGE_AUDIT_SEAL_INTERVAL", problems))
                .orElse(AuditSettings.USUAL.sealInterval());
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(MOST) > 0) {
            problems.add("BRIDGE_AUDIT_SEAL_INTERVAL must be from 1s to 10m");
        }
        List<Secret> keys = settings.get("bridge_audit_key").stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::new)
                .toList();
        if (keys.stream().anyMatch(key -> key.value().length() < LEAST_KEY)) {
            problems.add("BRIDGE_AUDIT_KEY is shorter than " + LEAST_KEY
                    + " characters: it could be guessed. Set it to a long random text (openssl rand -hex 32)");
        }
        return new AuditSettings(interval, keys);
    }
}
