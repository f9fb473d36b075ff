package io.syncbridge.reconcile.model;

import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A record and its clock. A date/time cell keeps whole seconds, as the platform's does. */
record ZapierRecord(String id, Row row, Instant editedAt) {

    static ZapierRecord created(String id, Row fields, Instant at) {
        return new ZapierRecord(id, stored(fields), at);
    }

    ZapierRecord patched(Row fields, Instant at) {
        return new ZapierRecord(id, row.overlaidBy(stored(fields)), at);
    }

    private static Row stored(Row fields) {
        Row kept = fields;
        if (fields.get(Variant.UPDATED) instanceof FieldValue.Timestamp at) {
            kept = fields.with(
                    Variant.UPDATED, new FieldValue.Timestamp(at.value().truncatedTo(ChronoUnit.SECONDS)));
        }
        return kept;
    }
}
