package io.syncbridge.reconcile;

import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * A Zapier record as it once was: shown by a webhook, or found as {@code old} in the answer to a write of ours.
 *
 * @param row the fields the event stated; others are unknown, not empty
 * @param editedAt the record's clock at that state
 * @param overwrittenAt for a state found as {@code old}: the clock of our write that replaced it; empty for a webhook
 * @param before what the write that replaced it had been decided on: the state the user's edit is a change of. Only
 *     where the mapping's policy needs it; {@code row} then states the user's changes alone
 * @param unseen true when nobody else can have seen them, since the write was settled under its lease: they count
 *     whatever the clocks say
 */
public record ZapierEvent(
        Row row, Instant editedAt, Optional<Instant> overwrittenAt, Optional<Row> before, boolean unseen) {

    /** A state whose forerunner is not known. */
    public ZapierEvent(Row row, Instant editedAt, Optional<Instant> overwrittenAt) {
        this(row, editedAt, overwrittenAt, Optional.empty(), false);
    }
}
