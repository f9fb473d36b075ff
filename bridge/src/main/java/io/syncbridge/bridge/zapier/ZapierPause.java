package io.syncbridge.bridge.zapier;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that is not called for a while.
 *
 * @param table the table's id; empty for the whole account
 * @param writesOnly true when reads go on
 * @param cause what stands in the way
 * @param reason in words, for people; holds no content and no secret
 * @param until when it is tried again
 */
public record ZapierPause(
        Optional<String> table, boolean writesOnly, Answer.Cause cause, String reason, Instant until) {}
