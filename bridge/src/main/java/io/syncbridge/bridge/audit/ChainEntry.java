package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One link of the chain.
 *
 * @param seq from 1, without gaps
 * @param day UTC, of the sealing
 * @param n within the day, from 1
 * @param table the audit table, quoted
 * @param rowId the row's id there
 * @param state how the row was found at its sealing
 * @param sealedAt microseconds since 1970
 * @param keepUntil when the row's own retention allows its removal, likewise; empty for never
 * @param salt of the values, hexadecimal; empty once they were erased
 * @param valuesHash see {@link AuditRow#valuesHash}
 * @param contentHash see {@link AuditRow#contentHash}
 * @param hash of this entry and the one before
 * @param signature of the hash, where a key was set and this was the last entry of a portion
 */
record ChainEntry(
        long seq,
        LocalDate day,
        int n,
        String table,
        long rowId,
        State state,
        long sealedAt,
        Optional<Long> keepUntil,
        Optional<String> salt,
        String valuesHash,
        String contentHash,
        String hash,
        Optional<String> signature) {

    /** How a row was found when it was sealed. */
    enum State {
        /** As it was inserted. */
        SEALED,
        /** Written before there was a chain, or by an older version: as it was found. */
        ADOPTED,
        /** Not as it was inserted. */
        ALTERED,
        /** Gone. */
        MISSING;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** The hash that this entry must have after one with that hash. Salt and signature are not part of it. */
    String hashAfter(String previous) {
        ObjectNode link = JsonNodeFactory.instance
                .objectNode()
                .put("v", 1)
                .put("previous", previous)
                .put("seq", seq)
                .put("day", day.toString())
                .put("n", n)
                .put("table", table)
                .put("row", rowId)
                .put("state", state.label())
                .put("sealed_at", sealedAt)
                .put("content", contentHash);
        keepUntil.ifPresent(until -> link.put("keep_until", until));
        return Hashes.sha256(CanonicalJson.bytes(link));
    }

    ChainEntry linked(String previous) {
        return new ChainEntry(
                seq,
                day,
                n,
                table,
                rowId,
                state,
                sealedAt,
                keepUntil,
                salt,
                valuesHash,
                contentHash,
                hashAfter(previous),
                signature);
    }

    ChainEntry signed(String key) {
        return new ChainEntry(
                seq,
                day,
                n,
                table,
                rowId,
                state,
                sealedAt,
                keepUntil,
                salt,
                valuesHash,
                contentHash,
                hash,
                Optional.of(key));
    }

    ChainHead head() {
        return new ChainHead(seq, day, n, hash);
    }

    /** The table's name as people write it. */
    static String plain(String table) {
        return table.replaceAll("^\"(.*)\"\\.\"(.*)\"$", "$1.$2");
    }
}
