package io.syncbridge.codec;

import java.nio.charset.StandardCharsets;

/**
 * Names of tables and columns as a mapping may state them. Any letters, blanks and quotes may be in one, as in PostgreSQL
 * itself, for every name is quoted where it becomes SQL; what PostgreSQL would cut, or nobody could see in a message, may not.
 */
final class Identifier {
    static final String RULE = "must be a PostgreSQL name: 1 to 63 bytes without control characters";

    /** PostgreSQL cuts a longer one without an error. */
    private static final int MOST_BYTES = 63;

    private Identifier() {}

    static boolean isOne(String name) {
        return !name.isEmpty()
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && name.chars().noneMatch(Character::isISOControl);
    }
}
