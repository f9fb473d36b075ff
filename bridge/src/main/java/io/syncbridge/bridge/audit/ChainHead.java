package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * An entry as what follows it needs it: the anchor that an auditor notes down, when it is the last one.
 *
 * @param seq its number; 0 for an empty chain
 * @param day UTC
 * @param n its number within the day
 * @param hash 64 hexadecimal digits
 */
public record ChainHead(long seq, LocalDate day, int n, String hash) {
    /** Before the first entry. */
    public static final ChainHead EMPTY = new ChainHead(0, LocalDate.EPOCH, 0, Hashes.NONE);

    private static final String LAST = "select seq, day, n, hash from bridge.audit_chain order by seq desc limit 1";
    private static final String AT = "select seq, day, n, hash from bridge.audit_chain where seq = ?";

    /** The last entry; empty when there is no chain yet. */
    public static Optional<ChainHead> read(Database database) {
        try {
            return database.transaction(tx -> tx.first(LAST, ChainHead::of));
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                return Optional.empty(); // an older schema, or none
            }
            throw failed;
        }
    }

    static ChainHead last(Tx tx) throws SQLException {
        return tx.first(LAST, ChainHead::of).orElse(EMPTY);
    }

    static ChainHead at(Tx tx, long seq) throws SQLException {
        return tx.first(AT, ChainHead::of, seq).orElse(EMPTY);
    }

    private static ChainHead of(ResultSet row) throws SQLException {
        return new ChainHead(
                row.getLong("seq"),
                row.getObject("day", LocalDate.class),
                row.getInt("n"),
                Hashes.hex(row.getBytes("hash")));
    }
}
