package io.syncbridge.bridge.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs short texts with the admin token, so that any instance knows its own signature and nobody else can make one. */
final class Signer {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Signer(String adminToken) {
        this.key = new SecretKeySpec(adminToken.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The signature of a text for one purpose; for another it is another one. */
    String sign(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    /** True when it is the signature of the text; takes as long whether it is or not. */
    boolean isSigned(String purpose, String text, String signature) {
        return same(sign(purpose, text), signature);
    }

    /** Compares without telling by its time how much of them is equal. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
