package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.QuietHours;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When it is quiet, and until when. Berlin puts its clocks on from 02:00 on 2026-03-29, back from 03:00 on 2026-10-25. */
final class QuietHoursTest {

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // within a day
                "12:00-13:30 UTC              | 2026-06-01T11:59:59.999Z | -",
                "12:00-13:30 UTC              | 2026-06-01T12:00:00Z     | 2026-06-01T13:30:00Z",
                "12:00-13:30 UTC              | 2026-06-01T13:29:59.999Z | 2026-06-01T13:30:00Z",
                "12:00-13:30 UTC              | 2026-06-01T13:30:00Z     | -",
                "9:00-10:00 UTC               | 2026-06-01T09:30:00Z     | 2026-06-01T10:00:00Z",
                // over midnight, in a zone of its own
                "22:00-06:00 Europe/Berlin    | 2026-06-01T19:59:59Z     | -",
                "22:00-06:00 Europe/Berlin    | 2026-06-01T20:00:00Z     | 2026-06-02T04:00:00Z",
                "22:00-06:00 Europe/Berlin    | 2026-06-02T03:59:59Z     | 2026-06-02T04:00:00Z",
                "22:00-06:00 Europe/Berlin    | 2026-06-02T04:00:00Z     | -",
                "22:00-06:00 Asia/Kathmandu   | 2026-06-01T16:15:00Z     | 2026-06-02T00:15:00Z",
                // the night that is an hour shorter, the one that is an hour longer
                "22:00-06:00 Europe/Berlin    | 2026-03-28T21:00:00Z     | 2026-03-29T04:00:00Z",
                "22:00-06:00 Europe/Berlin    | 2026-10-24T20:00:00Z     | 2026-10-25T05:00:00Z",
                // begins or ends at a time that is skipped: the moment of the change counts
                "02:30-06:00 Europe/Berlin    | 2026-03-29T00:59:59Z     | -",
                "02:30-06:00 Europe/Berlin    | 2026-03-29T01:00:00Z     | 2026-03-29T04:00:00Z",
                "22:00-02:30 Europe/Berlin    | 2026-03-29T00:59:59Z     | 2026-03-29T01:00:00Z",
                "22:00-02:30 Europe/Berlin    | 2026-03-29T01:00:00Z     | -",
                "02:00-03:00 Europe/Berlin    | 2026-03-29T01:00:00Z     | -",
                // a time that comes twice: from the first to the second
                "02:15-02:45 Europe/Berlin    | 2026-10-25T00:14:59Z     | -",
                "02:15-02:45 Europe/Berlin    | 2026-10-25T00:15:00Z     | 2026-10-25T01:45:00Z",
                "02:15-02:45 Europe/Berlin    | 2026-10-25T01:44:59Z     | 2026-10-25T01:45:00Z",
                "02:15-02:45 Europe/Berlin    | 2026-10-25T01:45:00Z     | -",
                // whole days, which may join
                "sat,sun 00:00-24:00 UTC      | 2026-06-05T23:59:59Z     | -",
                "sat,sun 00:00-24:00 UTC      | 2026-06-06T00:00:00Z     | 2026-06-08T00:00:00Z",
                "sat,sun 00:00-24:00 UTC      | 2026-06-07T23:59:59Z     | 2026-06-08T00:00:00Z",
                "sat 00:00-24:00 Europe/Berlin| 2026-03-28T12:00:00Z     | 2026-03-28T23:00:00Z",
                "sun 00:00-24:00 Europe/Berlin| 2026-03-28T23:00:00Z     | 2026-03-29T22:00:00Z",
                "sun 00:00-24:00 Europe/Berlin| 2026-10-24T22:00:00Z     | 2026-10-25T23:00:00Z",
                "Fri-Mon 20:00-08:00 UTC      | 2026-06-09T07:00:00Z     | 2026-06-09T08:00:00Z",
                "Fri-Mon 20:00-08:00 UTC      | 2026-06-09T20:00:00Z     | -",
                "Fri-Mon 20:00-08:00 UTC      | 2026-06-05T20:00:00Z     | 2026-06-06T08:00:00Z",
                // several: one goes on where another ends
                "18:00-24:00 UTC;00:00-06:00 UTC             | 2026-06-01T18:00:00Z | 2026-06-02T06:00:00Z",
                "22:00-06:00 UTC;fri 05:00-24:00 UTC         | 2026-06-05T04:00:00Z | 2026-06-06T06:00:00Z",
                "22:00-06:00 UTC;12:00-13:00 America/New_York| 2026-06-01T16:30:00Z | 2026-06-01T17:00:00Z",
            })
    void itIsQuietUntil(String hours, String now, String until) {
        assertThat(hours(hours).until(Instant.parse(now)).map(ZonedDateTime::toInstant))
                .isEqualTo(
                        until.equals("-") ? java.util.Optional.empty() : java.util.Optional.of(Instant.parse(until)));
    }

    /** By another way of reckoning: minute for minute over the days on which clocks change, as a clock on the wall shows. */
    @ParameterizedTest
    @ValueSource(strings = {"22:00-06:00", "02:30-05:00", "00:00-02:30", "01:00-03:00", "00:00-24:00"})
    void everyMinuteOfADayThatChangesIsQuietAsTheWallClockSays(String span) {
        QuietHours hours = hours("sun " + span + " Europe/Berlin");
        int from = minute(span.substring(0, 5));
        int to = minute(span.substring(6));
        for (String day : List.of("2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z")) {
            for (int i = 0; i < 3 * 24 * 60; i++) {
                Instant now = Instant.parse(day).plus(Duration.ofMinutes(i));
                ZonedDateTime wall = now.atZone(java.time.ZoneId.of("Europe/Berlin"));
                int shown = wall.getHour() * 60 + wall.getMinute();
                boolean sunday = wall.getDayOfWeek() == java.time.DayOfWeek.SUNDAY;
                boolean monday = wall.getDayOfWeek() == java.time.DayOfWeek.MONDAY;
                boolean quiet = from < to
                        ? sunday && shown >= from && shown < to
                        : (sunday && shown >= from) || (monday && shown < to);
                boolean twice = wall.getOffset().equals(java.time.ZoneOffset.ofHours(2))
                        ? wall.withLaterOffsetAtOverlap().getOffset().equals(java.time.ZoneOffset.ofHours(1))
                        : wall.withEarlierOffsetAtOverlap().getOffset().equals(java.time.ZoneOffset.ofHours(2));
                if (!twice) {
                    assertThat(hours.until(now).isPresent())
                            .as("%s at %s", span, wall)
                            .isEqualTo(quiet);
                }
            }
        }
    }

    @Test
    void theEndIsToldInTheZoneOfTheWindowThatEnds() {
        assertThat(hours("22:00-06:00 Europe/Berlin").until(Instant.parse("2026-06-01T21:00:00Z")))
                .hasValueSatisfying(end -> assertThat(end).hasToString("2026-06-02T06:00+02:00[Europe/Berlin]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "22-6 Europe/Berlin                  | must be like 22:00-06:00 Europe/Berlin",
                "22:00-06:00                         | must be like 22:00-06:00 Europe/Berlin",
                "22:61-06:00 UTC                     | must be like",
                "24:00-06:00 UTC                     | must be like",
                "00:00-24:30 UTC                     | must be like",
                "sam,son 00:00-24:00 UTC             | must be like",
                "mon-wed-fri 00:00-24:00 UTC         | must be like",
                "22:00-06:00 Europe/Brelin           | names no time zone that is known: 'Europe/Brelin'",
                "08:00-08:00 UTC                     | begins and ends at the same time",
                "00:00-24:00 UTC                     | leave no time to work",
                "00:00-14:00 UTC;06:00-18:00 Etc/GMT+8 | leave no time to work",
            })
    void whatCannotBeMeantIsTold(String hours, String problem) {
        List<String> problems = new ArrayList<>();

        QuietHours read = QuietText.read(List.of(hours.split(";", -1)), problems::add);

        assertThat(read.windows()).isEmpty();
        assertThat(problems).singleElement().asString().contains(problem);
    }

    private static int minute(String time) {
        return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
    }

    private static QuietHours hours(String texts) {
        List<String> problems = new ArrayList<>();
        QuietHours read = QuietText.read(List.of(texts.split(";", -1)), problems::add);
        assertThat(problems).isEmpty();
        return read;
    }
}
