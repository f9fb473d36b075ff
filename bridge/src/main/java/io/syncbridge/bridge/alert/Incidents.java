package io.syncbridge.bridge.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a look means for the incidents that are known; pure. An incident is told of once it has lasted for the rule's hold, and
 * is over once it was not seen for the settings' healing time: what comes and goes in between is one incident.
 */
final class Incidents {
    private Incidents() {}

    /** What follows, one for each thing that changes. */
    sealed interface Turn {
        /** Seen for the first time; told at once when the rule needs no hold. */
        record Begin(Firing firing, boolean open) implements Turn {}

        /** Still there. */
        record Seen(Incident incident, Firing firing) implements Turn {}

        /** Has lasted long enough: tell. */
        record Open(Incident incident, Firing firing) implements Turn {}

        /** Still there after a long time: tell again. */
        record Remind(Incident incident, Firing firing) implements Turn {}

        /** Was gone before anybody was told. */
        record Drop(Incident incident) implements Turn {}

        /** Is over: tell. */
        record Heal(Incident incident, Duration lasted) implements Turn {}
    }

    static List<Turn> turns(List<Incident> known, Judged judged, AlertSettings settings, Instant now) {
        Map<Firing.Key, Incident> byKey = known.stream().collect(Collectors.toMap(Incident::key, Function.identity()));
        List<Turn> turns = new ArrayList<>();
        for (Firing firing : judged.firing()) {
            Optional<Incident> before = Optional.ofNullable(byKey.remove(firing.key()));
            turns.add(before.map(incident -> still(incident, firing, settings, now))
                    .orElseGet(() -> new Turn.Begin(
                            firing, hold(firing.key().rule(), settings).isZero())));
        }
        byKey.values().stream()
                .filter(incident -> !judged.isUndecided(incident.key()))
                .forEach(incident -> gone(incident, settings, now).ifPresent(turns::add));
        return turns;
    }

    private static Turn still(Incident incident, Firing firing, AlertSettings settings, Instant now) {
        if (!incident.isOpen()) {
            Duration lasted = Duration.between(incident.since(), now);
            return lasted.compareTo(hold(incident.rule(), settings)) >= 0
                    ? new Turn.Open(incident, firing)
                    : new Turn.Seen(incident, firing);
        }
        boolean due = settings.pace()
                .remind()
                .flatMap(every -> incident.toldAt().map(at -> at.plus(every)))
                .filter(at -> !now.isBefore(at))
                .isPresent();
        return due ? new Turn.Remind(incident, firing) : new Turn.Seen(incident, firing);
    }

    private static Optional<Turn> gone(Incident incident, AlertSettings settings, Instant now) {
        if (!incident.isOpen()) {
            return Optional.of(new Turn.Drop(incident));
        }
        Duration unseen = Duration.between(incident.seenAt(), now);
        return unseen.compareTo(settings.pace().healAfter()) >= 0
                ? Optional.of(new Turn.Heal(incident, Duration.between(incident.since(), incident.seenAt())))
                : Optional.empty();
    }

    private static Duration hold(AlertRule rule, AlertSettings settings) {
        return settings.limit(rule).map(AlertSettings.Limit::hold).orElse(Duration.ZERO);
    }
}
