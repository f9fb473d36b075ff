package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.row.FieldValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampTextTest {

    @ParameterizedTest
    @CsvSource({
        // RFC 3339, with Z, with an offset, with a blank for the T
        "2026-01-31T09:30:00Z, 2026-01-31T09:30:00Z",
        "2026-01-31t09:30:00z, REFUSED",
        "2026-01-31 09:30:00Z, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00z, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00+08:00, 2026-01-31T01:30:00Z",
        "2026-01-31T09:30:00-05:30, 2026-01-31T15:00:00Z",
        "2026-01-31T09:30Z, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00 UTC, 2026-01-31T09:30:00Z",
        "' 2026-01-31T09:30:00Z ', 2026-01-31T09:30:00Z",
        // as PostgreSQL prints: short offsets, offsets with seconds
        "2026-01-31 09:30:00+00, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00.123456+00:00, 2026-01-31T09:30:00.123456Z",
        "2026-01-31 09:30:00.5-07, 2026-01-31T16:30:00.500Z",
        "1883-11-18 12:03:58-07:52:58, 1883-11-18T19:56:56Z",
        "2026-01-31 09:30:00 +0800, 2026-01-31T01:30:00Z",
        // fractions: up to nine digits, cut to microseconds and never rounded
        "2026-01-31T09:30:00.1Z, 2026-01-31T09:30:00.100Z",
        "'2026-01-31T09:30:00,25Z', 2026-01-31T09:30:00.250Z",
        "2026-01-31T09:30:00.123456789Z, 2026-01-31T09:30:00.123456Z",
        "2026-01-31T09:30:00.999999999Z, 2026-01-31T09:30:00.999999Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999Z",
        // 24:00:00 and second 60 are the next midnight or minute, as in PostgreSQL
        "2026-01-31T24:00:00Z, 2026-02-01T00:00:00Z",
        "2026-12-31T23:59:60Z, 2027-01-01T00:00:00Z",
        "2026-01-31T09:30:60Z, 2026-01-31T09:31:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    })
    void readsEveryFormThatBothSidesWrite(String written, String meant) {
        Reading reading = TimestampText.read(written, Optional.empty());
        if (meant.equals("REFUSED")) {
            assertThat(reading).isInstanceOf(Reading.Bad.class);
        } else {
            assertThat(reading).isEqualTo(Reading.of(new FieldValue.Timestamp(Instant.parse(meant))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // no offset, no time
        "2026-01-31T09:30:00, has no offset from UTC",
        "2026-01-31 09:30:00.123, has no offset from UTC",
        "2026-01-31, is a date without a time",
        // words
        "now, is not a timestamp",
        "today, is not a timestamp",
        "tomorrow, is not a timestamp",
        "epoch, is not a timestamp",
        "infinity, is infinite",
        "-infinity, is infinite",
        // other orders and other standards
        "01/02/2026, is not a timestamp",
        "31.01.2026 09:30, is not a timestamp",
        "'Sat, 31 Jan 2026 09:30:00 GMT', is not a timestamp",
        "'Jan 31, 2026 9:30 AM', is not a timestamp",
        "1769851800, is not a timestamp",
        "1769851800.5, is not a timestamp",
        "20260131T093000Z, is not a timestamp",
        "2026-W05-6T09:30:00Z, is not a timestamp",
        // impossible days and times
        "2026-02-30T00:00:00Z, is not a possible date and time",
        "2026-02-29T00:00:00Z, is not a possible date and time",
        "2026-13-01T00:00:00Z, is not a possible date and time",
        "2026-01-00T00:00:00Z, is not a possible date and time",
        "2026-01-31T24:00:01Z, is not a possible date and time",
        "2026-01-31T25:00:00Z, is not a possible date and time",
        "2026-01-31T09:60:00Z, is not a possible date and time",
        "2026-01-31T09:30:61Z, is not a possible date and time",
        // years that one of the sides cannot hold
        "0000-01-01T00:00:00Z, is not a possible date and time",
        "+010000-01-01T00:00:00Z, is outside the years 0001 to 9999",
        "10000-01-01T00:00:00Z, is outside the years 0001 to 9999",
        "294277-01-01T00:00:00Z, is outside the years 0001 to 9999",
        "0044-03-15 00:00:00+00 BC, is outside the years 0001 to 9999",
        // offsets
        "2026-01-31T09:30:00+17:00, is not a possible date and time",
        "2026-01-31T09:30:00+16:00, is not a possible date and time",
        "2026-01-31T09:30:00+01:60, is not a possible date and time",
        "2026-01-31T09:30:00 CET, is not a timestamp",
        "2026-01-31T09:30:00Z[UTC], is not a timestamp",
        "2026-01-31T09:30:00.1234567890Z, is not a timestamp",
        // an offset that leads out of the years
        "9999-12-31T23:59:59-01:00, is outside the years 0001 to 9999",
        "0001-01-01T00:00:00+01:00, is outside the years 0001 to 9999",
        "9999-12-31T24:00:00Z, is outside the years 0001 to 9999",
    })
    void refusesWithTheReason(String written, String reason) {
        assertThat(TimestampText.read(written, Optional.empty()))
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.reason()).startsWith(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:30:00, 2026-01-31T15:30:00Z",
        "2026-07-31T09:30:00, 2026-07-31T14:30:00Z",
        "2026-07-31T09:30:00+02:00, 2026-07-31T07:30:00Z",
        // the hour that does not exist moves forward, of the hour that comes twice it is the first
        "2026-03-08T02:30:00, 2026-03-08T08:30:00Z",
        "2026-11-01T01:30:00, 2026-11-01T06:30:00Z",
    })
    void readsALocalTimeInTheZoneOfItsField(String written, String meant) {
        assertThat(TimestampText.read(written, Optional.of(ZoneId.of("America/Chicago"))))
                .isEqualTo(Reading.of(new FieldValue.Timestamp(Instant.parse(meant))));
    }

    @Test
    void writesUtcWithAsManyDigitsAsItHas() {
        assertThat(written("2026-01-31T09:30:00Z")).isEqualTo("2026-01-31T09:30:00Z");
        assertThat(written("2026-01-31T09:30:00.5Z")).isEqualTo("2026-01-31T09:30:00.500Z");
        assertThat(written("2026-01-31T09:30:00.000001Z")).isEqualTo("2026-01-31T09:30:00.000001Z");
    }

    private static String written(String instant) {
        return TimestampText.write(new FieldValue.Timestamp(Instant.parse(instant)));
    }
}
