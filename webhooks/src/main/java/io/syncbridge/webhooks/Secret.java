package io.syncbridge.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A shared secret of one endpoint. Never prints itself and never compares in a time that depends on its content. */
public final class Secret {
    /** The longest secret, and the longest header that is looked at: 4 KiB. */
    static final int MAX_LENGTH = 4096;

    private static final String STANDARD_WEBHOOKS_PREFIX = "whsec_";

    private final byte[] digest;
    private final byte[] signingKey;

    private Secret(String text) {
        this.digest = sha256(text);
        this.signingKey = text.startsWith(STANDARD_WEBHOOKS_PREFIX)
                ? decoded(text.substring(STANDARD_WEBHOOKS_PREFIX.length()))
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A secret as configured.
     *
     * @param text 1 to 4096 printable ASCII characters, not beginning or ending with a blank: a header carries no others
     *     reliably. With the prefix {@code whsec_} the rest is base64 of the signing key (Standard Webhooks)
     * @throws IllegalArgumentException for any other text; the message does not repeat it
     */
    public static Secret of(String text) {
        boolean printable = text.chars().allMatch(character -> character >= ' ' && character <= '~');
        if (text.isEmpty() || text.length() > MAX_LENGTH || !printable || !text.equals(text.strip())) {
            throw new IllegalArgumentException("a webhook secret needs 1 to " + MAX_LENGTH
                    + " printable ASCII characters without blanks at either end");
        }
        return new Secret(text);
    }

    /** True when the text is this secret; compared as digests of equal length. */
    boolean is(String presented) {
        return MessageDigest.isEqual(digest, sha256(presented));
    }

    /** The key of HMAC signatures. */
    byte[] signingKey() {
        return signingKey.clone();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length > 0) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // The decoder's message shows a character of the secret, so neither it nor its cause goes further.
        }
        throw new IllegalArgumentException("a webhook secret that begins with whsec_ continues with base64");
    }
}
