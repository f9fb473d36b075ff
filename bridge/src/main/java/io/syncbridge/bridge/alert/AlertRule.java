package io.syncbridge.bridge.alert;

import java.time.Duration;
import java.util.Locale;

/**
 * What people are told of. The first three are the specification's, with its thresholds. Each can be changed or switched off by
 * {@link #setting()}.
 */
public enum AlertRule {
    /** Failed syncs among all syncs of the window, in per cent. */
    FAILURE_RATE(Unit.PERCENT, 5, Duration.ZERO),
    /** Average lag of a mapping's syncs in the window, or the age of its oldest due record; in seconds. */
    LAG(Unit.SECONDS, 30, Duration.ZERO),
    /** Conflicts decided in the window. */
    CONFLICTS(Unit.COUNT, 10, Duration.ZERO),
    /** A side that must have told of changes and did not; the watch of feeds has waited long enough itself. */
    FEED_SILENT(Unit.NONE, 0, Duration.ZERO),
    /** Records that differed in a mapping's last comparison of both sides. */
    DIFFERENCES(Unit.COUNT, 0, Duration.ZERO),
    /** Records that wait for a person. */
    PARKED(Unit.COUNT, 0, Duration.ZERO),
    /** How far a side's clock is off the bridge's, in seconds. */
    CLOCK_SKEW(Unit.SECONDS, 5, Duration.ofMinutes(1)),
    /** How much of the budget of Zapier calls the last whole window took, in per cent. */
    API_BUDGET(Unit.PERCENT, 90, Duration.ofMinutes(2)),
    /** A mapping that does not work now. */
    MAPPING_PAUSED(Unit.NONE, 0, Duration.ofSeconds(30)),
    /** Zapier refuses the login, or a table. */
    LOGIN_REFUSED(Unit.NONE, 0, Duration.ZERO);

    private final Unit unit;
    private final double threshold;
    private final Duration hold;

    AlertRule(Unit unit, double threshold, Duration hold) {
        this.unit = unit;
        this.threshold = threshold;
        this.hold = hold;
    }

    /** What a threshold is stated in. */
    public enum Unit {
        PERCENT,
        SECONDS,
        COUNT,
        /** Something is so or not. */
        NONE
    }

    /** What the threshold is stated in. */
    public Unit unit() {
        return unit;
    }

    /** As it is where nobody sets it. */
    public AlertSettings.Limit usual() {
        return new AlertSettings.Limit(threshold, hold);
    }

    /** How messages, the table and metrics call it: {@code failure_rate}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The environment's name of its setting: {@code BRIDGE_ALERT_FAILURE_RATE}. */
    public String setting() {
        return "BRIDGE_ALERT_" + name();
    }
}
