package io.syncbridge.webhooks;

import java.time.Duration;

/** What became of the hints of one request. */
public sealed interface Receipt {

    /** All are durable: 202. */
    record Stored() implements Receipt {}

    /**
     * None was taken, too many are waiting: 429.
     *
     * @param retryAfter when to come again; told in whole seconds, rounded up, at least one
     */
    record Busy(Duration retryAfter) implements Receipt {}

    /**
     * None was taken, the store is out of reach: 503.
     *
     * @param retryAfter when to come again; told in whole seconds, rounded up, at least one
     */
    record Unavailable(Duration retryAfter) implements Receipt {}
}
