package io.syncbridge.reconcile;

import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a write that landed in Zapier.
 *
 * @param recordId the record's ULID
 * @param row what the record holds now
 * @param editedAt its clock now
 * @param old the state our write replaced; empty for a create
 */
public record Landing(String recordId, Row row, Instant editedAt, Optional<Old> old) {

    /** The record directly before our write. */
    public record Old(Row row, Instant editedAt) {}
}
