package io.syncbridge.webhooks;

import java.nio.charset.StandardCharsets;

/** Which texts can be a record's key. */
final class Keys {
    /** A PostgreSQL index entry holds no more than some 2,700 bytes. */
    static final int MAX_LENGTH = 2000;

    static final String RULE = "must be a text or number of at most 2000 characters that PostgreSQL can store";

    private Keys() {}

    static boolean isStorable(String key) {
        return key.length() <= MAX_LENGTH && isText(key);
    }

    /** True for what PostgreSQL takes as text: no U+0000, no lone surrogate. */
    static boolean isText(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
