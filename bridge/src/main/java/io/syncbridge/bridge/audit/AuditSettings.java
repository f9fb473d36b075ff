package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.zapier.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the audit chain is made.
 *
 * @param sealInterval from one sealing to the next; from 1 s to 10 min
 * @param keys sign heads: the first makes signatures, each is good for proving one; empty for none
 */
public record AuditSettings(Duration sealInterval, List<Secret> keys) {
    /** When nothing is said. */
    public static final AuditSettings USUAL = new AuditSettings(Duration.ofSeconds(5), List.of());

    /** Copies. */
    public AuditSettings {
        keys = List.copyOf(keys);
    }

    Optional<Secret> signingKey() {
        return keys.stream().findFirst();
    }
}
