package io.syncbridge.bridge.check;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the sides' clocks are from this machine's. Real conflicts are decided by time, so an edit can lose to one that is
 * older by as much.
 *
 * @param zapierAhead as Zapier's answers showed it; empty when there were none
 */
public record ClockCheck(Database database, Optional<Duration> zapierAhead, InstantSource clock) implements Check {
    private static final Duration MOST = Duration.ofSeconds(5);

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding("the database", databaseAhead()));
        zapierAhead.ifPresent(ahead -> findings.add(finding("Zapier", ahead)));
        return findings;
    }

    private Duration databaseAhead() {
        Instant before = clock.instant();
        Instant there = database.transaction(
                        tx -> tx.first("select clock_timestamp() as now", row -> Tx.instant(row, "now")))
                .flatMap(now -> now)
                .orElse(before);
        Duration took = Duration.between(before, clock.instant());
        return Duration.between(before.plus(took.dividedBy(2)), there);
    }

    private static Finding finding(String whose, Duration ahead) {
        String skew = String.format(
                Locale.ROOT, "clock of %s: %+.1f s against this machine's", whose, ahead.toMillis() / 1000.0);
        return ahead.abs().compareTo(MOST) > 0
                ? new Finding.Problem("clock", skew + "; set this machine's clock by NTP (timedatectl set-ntp true)")
                : new Finding.Ok("clock", skew);
    }
}
