package io.syncbridge.reconcile.model;

import io.syncbridge.row.Row;

/** A row and its version (xmin): another one after every update, whoever made it. */
record SupabaseRow(Row row, int xmin) {

    SupabaseRow updated(Row changed) {
        return new SupabaseRow(row.overlaidBy(changed), xmin + 1);
    }
}
