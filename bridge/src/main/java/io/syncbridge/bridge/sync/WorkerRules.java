package io.syncbridge.bridge.sync;

import java.time.Duration;

/**
 * How a worker works.
 *
 * @param lease how long a claimed record is its own
 * @param limits how long a failing record is tried
 * @param intake before which it gives way
 */
public record WorkerRules(Duration lease, RetryLimits limits, IntakePressure intake) {}
