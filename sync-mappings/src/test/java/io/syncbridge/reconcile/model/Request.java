package io.syncbridge.reconcile.model;

import io.syncbridge.reconcile.Attempt;
import io.syncbridge.row.Row;

/** A write under way to Zapier: what the server needs, and what we had seen before; it reaches no record but its own. */
record Request(Attempt.Kind kind, Row fields, Row before, String recordId) {

    static Request of(Attempt attempt, String recordId) {
        return new Request(attempt.kind(), attempt.fields(), attempt.before(), recordId);
    }
}
