package io.syncbridge.mapping;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A span of the day, on some days of the week, as a clock on the wall of a time zone shows it. A span over midnight
 * belongs to the day on which it begins.
 *
 * <p>When clocks change: a time that is shown twice begins a span the first time and ends one the second time; a time
 * that is skipped counts as the moment of the change.
 *
 * @param days the days on which it begins; at least one
 * @param from when it begins, to the minute
 * @param minutes how far its end is on the wall clock, from 1 to 1440 (the whole day)
 * @param zone whose clock it is
 */
public record QuietWindow(Set<DayOfWeek> days, LocalTime from, int minutes, ZoneId zone) {
    private static final int DAY = 24 * 60;

    /** Copies, and refuses what is no span. */
    public QuietWindow {
        days = Set.copyOf(days);
        if (days.isEmpty() || minutes < 1 || minutes > DAY) {
            throw new IllegalArgumentException("quiet hours last from a minute to a day, on at least one day");
        }
    }

    /** When the span that this instant falls into ends; empty outside. The end itself is outside. */
    Optional<ZonedDateTime> end(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(-2, -1, 0, 1)
                .map(today::plusDays)
                .filter(date -> days.contains(date.getDayOfWeek()))
                .filter(date -> !begin(date).isAfter(now))
                .map(this::end)
                .filter(end -> end.isAfter(now))
                .max(Instant::compareTo)
                .map(end -> end.atZone(zone));
    }

    private Instant begin(LocalDate date) {
        return at(date.atTime(from), true);
    }

    private Instant end(LocalDate date) {
        return at(date.atTime(from).plusMinutes(minutes), false);
    }

    private Instant at(LocalDateTime shown, boolean first) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(shown);
        if (offsets.isEmpty()) {
            return rules.getTransition(shown).getInstant();
        }
        return shown.toInstant(first ? offsets.getFirst() : offsets.getLast());
    }
}
