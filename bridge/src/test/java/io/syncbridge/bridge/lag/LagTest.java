package io.syncbridge.bridge.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lag is counted in buckets, summed over instances and restarts, and read back at most a fifth too high. */
final class LagTest {
    private static final LagHistory.Line JOBS = new LagHistory.Line("agent_jobs", "tables_to_supabase");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 12, 47, 250, 999, 1000, 30_000, 3_600_000, 14_400_000})
    void aBucketIsAtMostAFifthTooHigh(long millis) {
        Duration read = LagCounts.most(LagCounts.bucket(Duration.ofMillis(millis)));

        assertThat(read).isBetween(Duration.ofMillis(millis).minusNanos(1000), Duration.ofMillis(millis * 6 / 5 + 1));
    }

    @Test
    void clocksThatDifferAndLagsWithoutMeasureHaveTheirBuckets() {
        assertThat(LagCounts.bucket(Duration.ofSeconds(-5))).isZero();
        assertThat(LagCounts.bucket(Duration.ofDays(400))).isEqualTo(LagCounts.BUCKETS - 1);
        assertThatThrownBy(() -> LagCounts.NONE.percentile(0.5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void twoInstancesAddUpAndARestartForgetsNothing() {
        try (TestDatabase own = TestPostgres.fresh()) {
            int unused = Migrations.all(own.dataSource());
            Database database = new Database(own.dataSource());
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            for (int instance = 0; instance < 2; instance++) {
                try (LagLog log = new LagLog(database, InstantSource.fixed(now))) {
                    for (int change = 1; change <= 100; change++) {
                        told(log, AuditTrail.Event.SYNCED, now.minusMillis(10L * change));
                    }
                    told(log, AuditTrail.Event.CONFLICT_RESOLVED, now.minusSeconds(100));
                }
            }

            LagHistory.Recent recent = Objects.requireNonNull(
                    new LagHistory(database).recent(Duration.ofMinutes(5)).get(JOBS));

            assertThat(recent.last().lag()).isEqualTo(Duration.ofSeconds(1));
            LagHistory.Percentiles lag = recent.window().orElseThrow();
            assertThat(lag.changes()).isEqualTo(200);
            assertThat(lag.p50()).isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
            assertThat(lag.p99()).isBetween(Duration.ofMillis(990), Duration.ofMillis(1200));
            assertThat(new LagHistory(database)
                            .chart("agent_jobs", Duration.ofHours(1), Duration.ofMinutes(1))
                            .get("tables_to_supabase"))
                    .hasSize(1);
        }
    }

    @Test
    void olderMinutesAreInTheChartAndNotInTheWindow() {
        try (TestDatabase own = TestPostgres.fresh()) {
            int unused = Migrations.all(own.dataSource());
            Database database = new Database(own.dataSource());
            Instant now = Instant.now();
            List<Instant> minutes = new ArrayList<>(List.of(now.minusSeconds(1800), now.minusSeconds(1200)));
            for (Instant minute : minutes) {
                try (LagLog log = new LagLog(database, InstantSource.fixed(minute))) {
                    told(log, AuditTrail.Event.SYNCED, minute.minusMillis(20));
                }
            }
            LagHistory history = new LagHistory(database);

            assertThat(history.recent(Duration.ofMinutes(5)).get(JOBS))
                    .isNotNull()
                    .satisfies(recent -> assertThat(recent.window()).isEmpty());
            assertThat(history.chart("agent_jobs", Duration.ofHours(1), Duration.ofMinutes(1))
                            .get("tables_to_supabase"))
                    .hasSize(2);
        }
    }

    private static void told(LagLog log, AuditTrail.Event event, Instant source) {
        log.committed("agent_jobs", Side.SUPABASE, event, "changed_in_zapier", Optional.of(source));
    }
}
