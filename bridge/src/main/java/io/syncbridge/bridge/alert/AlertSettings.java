package io.syncbridge.bridge.alert;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When people are told, and where.
 *
 * @param limits by rule; a rule without one is off
 * @param pace when things are looked at and told again
 * @param targets where messages go; none: incidents are kept and logged only
 * @param page address of the dashboard, named in messages where it is known
 */
public record AlertSettings(Map<AlertRule, Limit> limits, Pace pace, List<AlertTarget> targets, Optional<String> page) {
    /** Copies. */
    public AlertSettings {
        limits = Map.copyOf(limits);
        targets = List.copyOf(targets);
    }

    /**
     * When a rule holds.
     *
     * @param threshold in the rule's unit; told when it is exceeded
     * @param hold for how long it must be exceeded without a break
     */
    public record Limit(double threshold, Duration hold) {}

    /**
     * The times that all rules share.
     *
     * @param interval from one look to the next, of all instances together
     * @param window over which failures, lag and conflicts are counted
     * @param healAfter how long a rule must not hold before its incident is over
     * @param remind how often an open incident is told again; empty for never
     */
    public record Pace(Duration interval, Duration window, Duration healAfter, Optional<Duration> remind) {
        /** Where nobody sets them. */
        public static final Pace USUAL =
                new Pace(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMinutes(2), Optional.empty());
    }

    /** The limit of a rule; empty when it is off. */
    Optional<Limit> limit(AlertRule rule) {
        return Optional.ofNullable(limits.get(rule));
    }
}
