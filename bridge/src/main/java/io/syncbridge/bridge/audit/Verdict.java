package io.syncbridge.bridge.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a chain, or a part of it, proves.
 *
 * @param entries how many
 * @param days on how many days they were sealed
 * @param whole true when it was looked at from its beginning to its end
 * @param before what its first entry follows
 * @param head its last entry
 * @param problems how many places do not fit
 * @param first the first of them
 * @param erased rows whose values were erased and that an erasure tells of
 * @param erasures the first of those, one line each
 * @param expired rows that are gone since their retention allows it
 * @param adopted rows taken over as they were found
 * @param waiting rows that were not sealed yet
 * @param signatures what can be said of them
 * @param readAt when the database was read
 */
public record Verdict(
        long entries,
        long days,
        boolean whole,
        ChainHead before,
        ChainHead head,
        long problems,
        Optional<Problem> first,
        long erased,
        List<String> erasures,
        long expired,
        long adopted,
        long waiting,
        Signatures signatures,
        Instant readAt) {

    /** What can be said of signatures. */
    public enum Signatures {
        /** No key, and nothing is signed. */
        NONE,
        /** There are some, and no key to check them. */
        UNCHECKED,
        /** The last one is right; it covers everything before it. */
        VALID,
        /** A problem says what. */
        BROKEN
    }

    /** True when nothing is wrong. */
    public boolean isGood() {
        return problems == 0;
    }
}
