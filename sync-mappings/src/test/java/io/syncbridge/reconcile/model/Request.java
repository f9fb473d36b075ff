package io.syncbridge.reconcile.model;

import io.syncbridge.reconcile.Attempt;
import io.syncbridge.row.Row;

/** A write under way to Zapier: what the server needs, and what we had seen before. */
record Request(Attempt.Kind kind, Row fields, Row before) {

    static Request of(Attempt attempt) {
        return new Request(attempt.kind(), attempt.fields(), attempt.before());
    }
}
