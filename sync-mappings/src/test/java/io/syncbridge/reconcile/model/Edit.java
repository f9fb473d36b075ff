package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A user's edit and what became of it. Values are never used twice, so a value tells the edit it came from.
 *
 * @param at the side's own time of it
 * @param seen the edits whose effect the user had before the eyes, directly or through others
 * @param rowAfter the whole record as the user left it
 * @param crossing writes of ours that had looked before this edit of Zapier's and landed after it
 * @param overwritten true when a write of ours replaced it and the answer that told so was never used
 * @param told true when its event arrived
 * @param known true when a transaction of ours took note of it
 * @param onUnconfirmed true when made on top of a landing of ours that was not yet known to have landed
 */
record Edit(
        int id,
        Side side,
        String field,
        String value,
        Instant at,
        Set<Integer> seen,
        Row rowAfter,
        List<Row> crossing,
        boolean overwritten,
        boolean told,
        boolean known,
        boolean onUnconfirmed) {

    Edit {
        seen = new TreeSet<>(seen);
        crossing = List.copyOf(crossing);
    }

    Edit overwrittenUnseen() {
        return new Edit(id, side, field, value, at, seen, rowAfter, crossing, true, told, known, onUnconfirmed);
    }

    Edit crossedBy(Row fields) {
        List<Row> all = new ArrayList<>(crossing);
        all.add(fields);
        return new Edit(id, side, field, value, at, seen, rowAfter, all, overwritten, told, known, onUnconfirmed);
    }

    Edit arrived() {
        return new Edit(id, side, field, value, at, seen, rowAfter, crossing, overwritten, true, known, onUnconfirmed);
    }

    Edit noted() {
        return new Edit(id, side, field, value, at, seen, rowAfter, crossing, overwritten, told, true, onUnconfirmed);
    }

    Edit seeing(Set<Integer> edits) {
        return new Edit(id, side, field, value, at, edits, rowAfter, crossing, overwritten, told, known, onUnconfirmed);
    }

    /** Documented limit (a): replaced by a write whose answer is lost, and its event is lost too: no trace anywhere. */
    boolean leftNoTrace() {
        return overwritten && !told && !known;
    }
}
