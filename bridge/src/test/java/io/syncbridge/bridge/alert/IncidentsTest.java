package io.syncbridge.bridge.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When an incident begins, is told, is told again, and is over. */
final class IncidentsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Firing.Key KEY = new Firing.Key(AlertRule.PARKED, "agent_jobs");
    private static final Firing FIRING = new Firing(KEY, "agent_jobs: 1 record is parked", "./bridgectl drain");
    private static final Judged QUIET = new Judged(List.of(), Set.of(), Set.of());
    private static final Judged HOLDS = new Judged(List.of(FIRING), Set.of(), Set.of());
    private static final AlertSettings SETTINGS = new AlertSettings(
            Map.of(AlertRule.PARKED, new AlertSettings.Limit(0, Duration.ofMinutes(1))),
            new AlertSettings.Pace(
                    Duration.ofSeconds(30),
                    Duration.ofHours(1),
                    Duration.ofMinutes(2),
                    Optional.of(Duration.ofHours(24))),
            List.of(),
            Optional.empty());

    @Test
    void beginsUntoldAndIsToldOnceItHasLasted() {
        assertThat(turns(Optional.empty(), HOLDS, 0)).isEqualTo(new Incidents.Turn.Begin(FIRING, false));
        assertThat(turns(pending(), HOLDS, 59)).isInstanceOf(Incidents.Turn.Seen.class);
        assertThat(turns(pending(), HOLDS, 60)).isInstanceOf(Incidents.Turn.Open.class);
    }

    @Test
    void goneBeforeAnybodyWasToldNobodyIsTold() {
        assertThat(turns(pending(), QUIET, 30)).isInstanceOf(Incidents.Turn.Drop.class);
    }

    @Test
    void whatComesAndGoesWithinTheHealingTimeIsOneIncident() {
        assertThat(Incidents.turns(List.of(open(60)), QUIET, SETTINGS, START.plusSeconds(179)))
                .isEmpty();
        assertThat(turns(Optional.of(open(60)), HOLDS, 179)).isInstanceOf(Incidents.Turn.Seen.class);
        assertThat(turns(Optional.of(open(60)), QUIET, 180))
                .isEqualTo(new Incidents.Turn.Heal(open(60), Duration.ofSeconds(60)));
    }

    @Test
    void isRememberedAfterADay() {
        long day = Duration.ofHours(24).toSeconds();
        assertThat(turns(Optional.of(open(day)), HOLDS, day + 59)).isInstanceOf(Incidents.Turn.Seen.class);
        assertThat(turns(Optional.of(open(day)), HOLDS, day + 60)).isInstanceOf(Incidents.Turn.Remind.class);
    }

    @Test
    void whatCannotBeJudgedNowNeitherBeginsNorEnds() {
        Judged hidden = new Judged(List.of(), Set.of(KEY), Set.of());
        Judged unread = new Judged(List.of(), Set.of(), Set.of(AlertRule.PARKED));

        assertThat(Incidents.turns(List.of(open(60)), hidden, SETTINGS, START.plusSeconds(9999)))
                .isEmpty();
        assertThat(Incidents.turns(List.of(open(60)), unread, SETTINGS, START.plusSeconds(9999)))
                .isEmpty();
    }

    @Test
    void durationsAreToldInTheirTwoLargestUnits() {
        assertThat(List.of(0L, 59L, 60L, 61L, 3600L, 3665L, 90_000L, 86_400L).stream()
                        .map(seconds -> Verdicts.span(Duration.ofSeconds(seconds))))
                .containsExactly("0 s", "59 s", "1 min", "1 min 1 s", "1 h", "1 h 1 min", "1 d 1 h", "1 d");
    }

    @Test
    void aTargetThatFailsIsLeftAloneForLongerEachTime() {
        assertThat(List.of(1, 2, 3, 9, 10, 60).stream().map(Deliveries::backoff))
                .containsExactly(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(512),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(15));
    }

    private static Incidents.Turn turns(Optional<Incident> known, Judged judged, long second) {
        List<Incidents.Turn> turns =
                Incidents.turns(known.stream().toList(), judged, SETTINGS, START.plusSeconds(second));
        assertThat(turns).hasSize(1);
        return turns.getFirst();
    }

    private static Optional<Incident> pending() {
        return Optional.of(incident(0, Optional.empty()));
    }

    private static Incident open(long seenAt) {
        return incident(seenAt, Optional.of(START.plusSeconds(60)));
    }

    private static Incident incident(long seenAt, Optional<Instant> opened) {
        return new Incident(
                1, AlertRule.PARKED, "agent_jobs", START, START.plusSeconds(seenAt), opened, opened, "was", "do");
    }
}
