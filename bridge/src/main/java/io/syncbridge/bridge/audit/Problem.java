package io.syncbridge.bridge.audit;

import java.util.Optional;

/**
 * A place where the chain and what it stands for do not fit.
 *
 * @param kind what happened there
 * @param seq the entry, where there is one
 * @param table the audit table as people write it; empty where no row is meant
 * @param rowId the row, where one is meant
 * @param text one sentence; no row content
 */
public record Problem(Kind kind, Optional<Long> seq, String table, Optional<Long> rowId, String text) {

    /** What happened. */
    public enum Kind {
        /** A row or an entry is not what it was. */
        ALTERED,
        /** A row or entries are gone. */
        MISSING,
        /** A row that the bridge did not write, or an entry where none can be. */
        INSERTED,
        /** A head that was noted down, or signed, is not there. */
        HEAD,
        /** The file is cut, or not as it was exported. */
        FILE;

        /** As JSON names it. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Problem entry(Kind kind, long seq, String text) {
        return new Problem(kind, Optional.of(seq), "", Optional.empty(), text);
    }

    static Problem row(Kind kind, ChainEntry entry, String what) {
        String table = ChainEntry.plain(entry.table());
        return new Problem(
                kind,
                Optional.of(entry.seq()),
                table,
                Optional.of(entry.rowId()),
                "row " + entry.rowId() + " of " + table + " " + what + " (entry " + entry.seq() + ", sealed on "
                        + entry.day() + ")");
    }

    static Problem of(Kind kind, String text) {
        return new Problem(kind, Optional.empty(), "", Optional.empty(), text);
    }
}
