package io.syncbridge.codec;

import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.QuietWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quiet hours as people write them: {@code 22:00-06:00 Europe/Berlin}, {@code sat,sun 00:00-24:00 UTC}, {@code mon-fri
 * 12:00-13:30 America/New_York}.
 */
public final class QuietText {
    private static final Pattern FORM = Pattern.compile(
            "(?:([a-z]{3}(?:[-,][a-z]{3})*)\\s+)?(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})\\s+(\\S+)",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int DAY = 24 * 60;

    private QuietText() {}

    /** Reads windows; each that cannot be meant is told to {@code problem} and left out. */
    public static QuietHours read(List<String> texts, Consumer<String> problem) {
        List<QuietWindow> windows = new ArrayList<>();
        for (String text : texts) {
            window(text.strip(), problem).ifPresent(windows::add);
        }
        try {
            return new QuietHours(windows);
        } catch (IllegalArgumentException endless) {
            problem.accept(String.valueOf(endless.getMessage()));
            return QuietHours.NONE;
        }
    }

    private static Optional<QuietWindow> window(String text, Consumer<String> problem) {
        Matcher form = FORM.matcher(text);
        Optional<Integer> from = form.matches() ? minute(form.group(2), form.group(3)) : Optional.empty();
        Optional<Integer> to = form.matches() ? minute(form.group(4), form.group(5)) : Optional.empty();
        Set<DayOfWeek> days = from.isPresent() && form.group(1) != null
                ? days(form.group(1).toLowerCase(Locale.ROOT))
                : EnumSet.allOf(DayOfWeek.class);
        if (from.isEmpty() || to.isEmpty() || from.get() == DAY || days.isEmpty()) {
            problem.accept("must be like 22:00-06:00 Europe/Berlin, or sat,sun 00:00-24:00 UTC for whole days, not '"
                    + text + "'");
            return Optional.empty();
        }
        if (from.get().equals(to.get())) {
            problem.accept("begins and ends at the same time in '" + text + "'; a whole day is 00:00-24:00");
            return Optional.empty();
        }
        Optional<ZoneId> zone = zone(form.group(6));
        if (zone.isEmpty()) {
            problem.accept(
                    "names no time zone that is known: '" + form.group(6) + "'; write one like Europe/Berlin or UTC");
        }
        int length = Math.floorMod(to.get() - from.get() - 1, DAY) + 1;
        return zone.map(known -> new QuietWindow(days, LocalTime.of(from.get() / 60, from.get() % 60), length, known));
    }

    private static Optional<Integer> minute(String hours, String minutes) {
        int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
        return Integer.parseInt(minutes) < 60 && minute <= DAY ? Optional.of(minute) : Optional.empty();
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            if (first < 0 || last < 0 || ends.length > 2) {
                return Set.of();
            }
            for (int day = 0; day <= Math.floorMod(last - first, 7); day++) {
                days.add(DayOfWeek.MONDAY.plus(first + day));
            }
        }
        return days;
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }
}
