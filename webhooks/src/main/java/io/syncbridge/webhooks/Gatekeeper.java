package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides by headers alone, before a byte of the body is read. A signature, when one is claimed, is the only proof that
 * counts: a right static secret does not excuse a wrong signature.
 */
final class Gatekeeper {
    private static final String BEARER = "bearer ";

    private final List<Secret> secrets;
    private final boolean signaturesRequired;
    private final boolean openToAll;

    Gatekeeper(WebhookSecurity security, Side side) {
        this.secrets = security.secretsOf(side);
        this.signaturesRequired = security.signaturesRequired();
        this.openToAll = security.openToAll();
        if (secrets.isEmpty() && !openToAll) {
            throw new IllegalArgumentException("no webhook secret for " + side + ": set " + side
                    + "_WEBHOOK_SECRET, since an endpoint without a secret does not exist");
        }
    }

    Admission admit(RequestHeaders headers, Instant now) {
        if (openToAll) {
            return new Admission.Admitted();
        }
        if (!headers.all(SignatureHeaders.SIGNATURE).isEmpty()) {
            return SignatureHeaders.read(headers, now);
        }
        return !signaturesRequired && presentsSecret(headers) ? new Admission.Admitted() : new Admission.Unknown();
    }

    /** True when the signature is that of one of the secrets over these bytes. */
    boolean provenBy(Admission.SignatureClaim claim, byte[] body) {
        return SignatureVerifier.verify(claim, secrets, body);
    }

    /**
     * Either header may hold the secret, for a proxy or Supabase itself may fill Authorization with something else. Every
     * secret is compared with every candidate, so that the time tells nothing.
     */
    private boolean presentsSecret(RequestHeaders headers) {
        List<String> authorization = headers.all("Authorization");
        List<String> plain = headers.all("X-Webhook-Secret");
        if (authorization.size() > 1 || plain.size() > 1) {
            return false;
        }
        List<String> candidates = new ArrayList<>(plain);
        for (String value : authorization) {
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                candidates.add(value.substring(BEARER.length()).strip());
            }
        }
        candidates.removeIf(candidate -> candidate.length() > Secret.MAX_LENGTH);
        boolean found = false;
        for (String candidate : candidates) {
            for (Secret secret : secrets) {
                found |= secret.is(candidate);
            }
        }
        return found;
    }
}
