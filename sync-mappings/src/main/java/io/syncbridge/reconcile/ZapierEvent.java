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
 */
public record ZapierEvent(Row row, Instant editedAt, Optional<Instant> overwrittenAt) {}
