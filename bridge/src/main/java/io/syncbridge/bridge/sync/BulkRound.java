package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Settles many unheard-of Zapier records in one transaction, or leaves them to the usual pass. */
interface BulkRound {

    /**
     * A record that nobody has heard of.
     *
     * @param row its cells
     * @param key the key it states or is given; empty text in a table without keys
     */
    record Candidate(ZapierRecord record, Row row, String key) {}

    /**
     * What one transaction did.
     *
     * @param left what the usual pass shall decide
     * @param sends stored attempts, to be sent after the commit
     */
    record Done(long linked, long inserted, List<Candidate> left, List<Step.Send> sends) {}

    /**
     * Records sorted by what is known of them.
     *
     * @param known settled, parked, or in somebody's hands
     * @param fresh for {@link #in}
     * @param left for the usual pass
     */
    record Sorted(long known, List<Candidate> fresh, List<ZapierRecord> left) {}

    /** Settles them; whatever it throws rolls all of it back. */
    Done in(Tx tx, Instant now, List<Candidate> fresh) throws SQLException;

    /** Thrown inside: somebody else has heard of one of them meanwhile, or the database made of one what nobody expects. */
    final class Strange extends RuntimeException {
        Strange() {
            super("one of the records is for the usual pass", null, false, false);
        }
    }
}
