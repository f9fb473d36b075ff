package io.syncbridge.mapping;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * When nothing shall be written: changes are taken in and wait. Never without an end: at any instant there is work time
 * within the next eight days.
 *
 * @param windows the spans; empty for no quiet hours
 */
public record QuietHours(List<QuietWindow> windows) {
    private static final Duration MOST = Duration.ofDays(8);
    /** One in winter, one in summer. */
    private static final List<Instant> TRIED =
            List.of(Instant.parse("2026-01-14T12:00:00Z"), Instant.parse("2026-07-15T12:00:00Z"));

    /** Never quiet. */
    public static final QuietHours NONE = new QuietHours(List.of());

    /** Copies, and refuses windows that together leave no time to work. */
    public QuietHours {
        windows = List.copyOf(windows);
        for (Instant tried : TRIED) {
            if (end(windows, tried)
                    .filter(end -> !end.toInstant().isBefore(tried.plus(MOST)))
                    .isPresent()) {
                throw new IllegalArgumentException(
                        "quiet hours leave no time to work; leave some hour of the week out");
            }
        }
    }

    /**
     * Whether it is quiet, and until when: the first instant at which no window holds, in the time zone of the window that
     * ends then.
     */
    public Optional<ZonedDateTime> until(Instant now) {
        return end(windows, now);
    }

    private static Optional<ZonedDateTime> end(List<QuietWindow> windows, Instant now) {
        Optional<ZonedDateTime> end = Optional.empty();
        Instant at = now;
        while (at.isBefore(now.plus(MOST))) {
            Instant from = at;
            Optional<ZonedDateTime> later = windows.stream()
                    .flatMap(window -> window.end(from).stream())
                    .max(java.util.Comparator.naturalOrder());
            if (later.isEmpty()) {
                return end;
            }
            end = later;
            at = later.get().toInstant();
        }
        return end;
    }
}
