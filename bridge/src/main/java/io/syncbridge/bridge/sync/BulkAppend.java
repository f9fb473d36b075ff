package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.NewRecords;
import io.syncbridge.bridge.store.NewRecords.Fresh;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.Decoded;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An append-only table in bulk: what {@link AppendPass} does with a record's first look, for many in one transaction. */
record BulkAppend(Link link, AppendPass pass, Duration lease) implements BulkRound {

    @Override
    public Done in(Tx tx, Instant now, List<Candidate> fresh) throws SQLException {
        List<Candidate> left = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        List<Fresh> records = new ArrayList<>();
        for (Candidate candidate : fresh) {
            if (!pass.problems(new Decoded(candidate.row(), List.of())).isEmpty()) {
                left.add(candidate);
                continue;
            }
            Instant at = candidate.record().editedAt();
            rows.add(link.mapping().withFallbacks(candidate.row()));
            records.add(new Fresh(
                    Optional.empty(),
                    candidate.record().id(),
                    Memory.NOTHING.agreedOn(candidate.row(), at, at),
                    candidate.row(),
                    false));
        }
        if (new NewRecords(link.mapping()).add(tx, records, lease).size() < records.size()) {
            throw new Strange();
        }
        link.supabase().insertAll(tx, rows);
        return new Done(0, rows.size(), left, List.of());
    }
}
