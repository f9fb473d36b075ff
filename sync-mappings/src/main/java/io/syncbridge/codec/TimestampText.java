package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points in time as text. Read: RFC 3339, a blank for the T, PostgreSQL's output with short offsets and offsets with
 * seconds, up to nine fraction digits (cut to microseconds). 24:00:00 and second 60 mean the next midnight or minute, as
 * in PostgreSQL. Refused with a reason: no offset (unless the field names a zone), bare dates, infinity, BC and years
 * beyond 9999, words such as "now", any other order of day and month. Source: reliability reference, section 6.
 */
final class TimestampText {
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})"
            + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
            + " ?(Z|z|UTC|[+-]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?)?)?");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final String OUTSIDE = "is outside the years 0001 to 9999, which a Zapier date cannot hold";
    private static final int MOST_OFFSET_SECONDS = 16 * 3600 - 1;

    private TimestampText() {}

    static Reading read(String raw, Optional<ZoneId> zone) {
        String text = raw.strip();
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Reading.bad(reasonFor(text), raw);
        }
        if (form.group(4) == null) {
            return Reading.bad(
                    "is a date without a time, which each side would place in another zone; write T00:00:00Z after it",
                    raw);
        }
        try {
            Optional<Instant> instant = instant(local(form), form.group(8), zone);
            if (instant.isEmpty()) {
                return Reading.bad("has no offset from UTC; add Z or +hh:mm, or set zone for the field", raw);
            }
            // An offset or 24:00:00 may lead out of the years that the text itself keeps to.
            return instant.get().isBefore(FIRST) || instant.get().isAfter(LAST)
                    ? Reading.bad(OUTSIDE, raw)
                    : Reading.of(new FieldValue.Timestamp(instant.get()));
        } catch (DateTimeException impossible) {
            return Reading.bad("is not a possible date and time", raw);
        }
    }

    /** UTC with as many fraction digits as the value has: {@code 2026-01-02T03:04:05.123456Z}. */
    static String write(FieldValue.Timestamp at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.value());
    }

    private static LocalDateTime local(Matcher form) {
        int hour = Integer.parseInt(form.group(4));
        int minute = Integer.parseInt(form.group(5));
        int second = form.group(6) == null ? 0 : Integer.parseInt(form.group(6));
        int nanos = form.group(7) == null ? 0 : Integer.parseInt((form.group(7) + "00000000").substring(0, 9));
        int year = Integer.parseInt(form.group(1));
        if (year < 1) {
            throw new DateTimeException("year 0");
        }
        LocalDate day = LocalDate.of(year, Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
        if (hour == 24 && minute == 0 && second == 0 && nanos == 0) {
            return day.plusDays(1).atStartOfDay();
        }
        if (second == 60) {
            return day.atTime(LocalTime.of(hour, minute)).plusMinutes(1).plusNanos(nanos);
        }
        return day.atTime(hour, minute, second, nanos);
    }

    private static Optional<Instant> instant(
            LocalDateTime local, @org.jspecify.annotations.Nullable String offset, Optional<ZoneId> zone) {
        if (offset == null) {
            // A local time in a gap moves forward, in an overlap it is the earlier one: ZonedDateTime's rule.
            return zone.map(z -> local.atZone(z).toInstant());
        }
        return Optional.of(local.atOffset(offset(offset)).toInstant());
    }

    private static ZoneOffset offset(String text) {
        if (!text.startsWith("+") && !text.startsWith("-")) {
            return ZoneOffset.UTC;
        }
        String digits = text.substring(1).replace(":", "");
        int seconds = part(digits, 0, 23) * 3600 + part(digits, 2, 59) * 60 + part(digits, 4, 59);
        if (seconds > MOST_OFFSET_SECONDS) {
            throw new DateTimeException("offset beyond 15:59:59");
        }
        return ZoneOffset.ofTotalSeconds(text.startsWith("-") ? -seconds : seconds);
    }

    private static int part(String digits, int from, int most) {
        int value = digits.length() < from + 2 ? 0 : Integer.parseInt(digits.substring(from, from + 2));
        if (value > most) {
            throw new DateTimeException("offset part beyond " + most);
        }
        return value;
    }

    private static String reasonFor(String text) {
        if (text.endsWith("infinity")) {
            return "is infinite, which a Zapier date cannot hold";
        }
        if (text.endsWith("BC") || text.matches("[+-]?\\d{5,}-.*")) {
            return OUTSIDE;
        }
        return "is not a timestamp; write it like 2026-01-31T09:30:00Z";
    }
}
