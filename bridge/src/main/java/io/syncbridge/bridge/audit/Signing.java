package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.zapier.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Signed heads. A right signature covers everything before it, so the last one decides; that of a key that was replaced since
 * matters no more.
 */
final class Signing {
    private final List<byte[]> keys;
    private long signed;
    private boolean right;
    private long last;

    Signing(List<Secret> keys) {
        this.keys = keys.stream()
                .map(key -> key.value().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    void entry(ChainEntry entry) {
        last = entry.seq();
        if (entry.signature().isPresent()) {
            signed = entry.seq();
            byte[] signature = Hashes.bytes(entry.signature().get());
            right = keys.stream()
                    .anyMatch(key -> MessageDigest.isEqual(Hashes.bytes(Hashes.hmac(key, entry.hash())), signature));
        }
    }

    /** What is wrong with them. In a part of the chain, which may end within a portion, entries after the last signature are not. */
    Optional<Problem> problem(boolean whole) {
        if (keys.isEmpty() || last == 0) {
            return Optional.empty();
        }
        if (signed == 0) {
            return Optional.of(Problem.of(
                    Problem.Kind.HEAD,
                    "no entry is signed, although BRIDGE_AUDIT_KEY is set here: is it set for the bridge too?"));
        }
        if (!right) {
            return Optional.of(Problem.entry(
                    Problem.Kind.HEAD,
                    signed,
                    "the signature of entry " + signed + " was not made with a key of BRIDGE_AUDIT_KEY"));
        }
        return whole && signed < last
                ? Optional.of(Problem.entry(
                        Problem.Kind.HEAD,
                        signed + 1,
                        "entries from " + (signed + 1) + " on are not signed, although those before are"))
                : Optional.empty();
    }

    Verdict.Signatures state(boolean whole) {
        if (keys.isEmpty()) {
            return signed == 0 ? Verdict.Signatures.NONE : Verdict.Signatures.UNCHECKED;
        }
        if (last == 0) {
            return Verdict.Signatures.NONE;
        }
        return problem(whole).isEmpty() ? Verdict.Signatures.VALID : Verdict.Signatures.BROKEN;
    }
}
