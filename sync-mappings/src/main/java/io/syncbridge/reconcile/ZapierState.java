package io.syncbridge.reconcile;

import io.syncbridge.row.Row;
import java.time.Instant;

/** What the Zapier side was seen to hold for one record. */
public sealed interface ZapierState {

    /** No live record: never created, or in the trash; nobody looked there. */
    record Absent() implements ZapierState {}

    /** Neither alive nor in the trash. */
    record Vanished() implements ZapierState {}

    /** In the trash: positively deleted. */
    record Trashed(String recordId, Row row, Instant editedAt) implements ZapierState {}

    /**
     * A live record.
     *
     * @param recordId the record's ULID
     * @param row its mapped fields, all of them stated
     * @param editedAt the platform's own clock for the record; our writes move it too
     */
    record Present(String recordId, Row row, Instant editedAt) implements ZapierState {}
}
