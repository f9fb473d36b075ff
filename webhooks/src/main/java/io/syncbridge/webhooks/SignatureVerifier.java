package io.syncbridge.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Standard Webhooks v1: HMAC-SHA256 over {@code id.timestamp.body}, the body as its raw bytes. */
final class SignatureVerifier {
    private static final String ALGORITHM = "HmacSHA256";

    private SignatureVerifier() {}

    /** True when any listed signature is that of any valid secret; all are compared, so that the time tells nothing. */
    static boolean verify(Admission.SignatureClaim claim, List<Secret> secrets, byte[] body) {
        boolean found = false;
        for (Secret secret : secrets) {
            byte[] expected = sign(secret, claim.id(), claim.timestamp(), body);
            for (String signature : claim.signatures()) {
                found |= MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature));
            }
        }
        return found;
    }

    static byte[] sign(Secret secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.signingKey(), ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
