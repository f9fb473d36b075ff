package io.syncbridge.bridge.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks at suspects until each is equal, surely different, or out of time. Surely different is what two looks in a row
 * showed alike, with nobody told of it or working on it in between. What moves all the while is on its way.
 */
record Settling(String mapping, Looks looks, Patience patience, BooleanSupplier stopped, Progress progress) {
    /** How suspects are looked at. */
    @FunctionalInterface
    interface Looks {
        /** One look for each. */
        Map<Suspect, Look> look(List<Suspect> suspects);

        /** How many at once. */
        default int atOnce() {
            return 100;
        }
    }

    /** What became of all of them. */
    record Settled(List<Difference> differences, List<String> onTheirWay, long kept) {}

    /** The first and the last look at one that is still open; neither before it was looked at. */
    private record Open(Optional<Look.Differs> first, Optional<Look.Differs> last) {
        static final Open NEW = new Open(Optional.empty(), Optional.empty());

        Open then(Look.Differs look) {
            return new Open(first.or(() -> Optional.of(look)), Optional.of(look));
        }
    }

    /** The same for records that were just waited for. */
    Settling afterRepair() {
        return new Settling(mapping, looks, patience.spent(), stopped, progress);
    }

    Settled run(Collection<Suspect> suspects) {
        Map<Suspect, Open> open = new LinkedHashMap<>();
        suspects.forEach(suspect -> open.put(suspect, Open.NEW));
        List<Difference> differences = new ArrayList<>();
        long kept = round(open, differences);
        long deadline = System.nanoTime() + patience.most().toNanos();
        boolean late = false;
        while (!open.isEmpty() && !late) {
            if (!patience.pause(stopped)) {
                throw new BrokenOff("stopped");
            }
            late = System.nanoTime() > deadline;
            kept += round(open, differences);
        }
        List<String> onTheirWay = new ArrayList<>();
        open.forEach((suspect, looks) -> {
            Optional<Look.Differs> alone = looks.last()
                    .filter(last -> looks.first().filter(last::isLeftAloneSince).isPresent());
            alone.ifPresentOrElse(
                    look -> differences.add(look.difference().in(Difference.State.WAITING)),
                    () -> onTheirWay.add(suspect.id()));
        });
        return new Settled(differences, onTheirWay, kept);
    }

    private long round(Map<Suspect, Open> open, List<Difference> differences) {
        List<Suspect> all = List.copyOf(open.keySet());
        long kept = 0;
        int size = looks.atOnce();
        for (int from = 0; from < all.size(); from += size) {
            List<Suspect> batch = all.subList(from, Math.min(from + size, all.size()));
            Map<Suspect, Look> seen = looks.look(batch);
            for (Suspect suspect : batch) {
                Look look = seen.getOrDefault(suspect, new Look.Equal());
                kept += look instanceof Look.Kept ? 1 : 0;
                take(open, suspect, look).ifPresent(differences::add);
            }
            if (stopped.getAsBoolean()) {
                throw new BrokenOff("stopped");
            }
            progress.at(mapping, "records looked at again", (long) from + batch.size());
        }
        return kept;
    }

    /** Files one look; answers the difference when it is sure. */
    private static Optional<Difference> take(Map<Suspect, Open> open, Suspect suspect, Look look) {
        Open before = open.getOrDefault(suspect, Open.NEW);
        open.remove(suspect);
        return switch (look) {
            case Look.Equal equal -> Optional.empty();
            case Look.Kept kept -> Optional.empty();
            case Look.Renamed renamed -> {
                open.putIfAbsent(renamed.suspect(), Open.NEW);
                yield Optional.empty();
            }
            case Look.Differs differs -> {
                if (before.last().filter(differs::isSettledSince).isPresent()) {
                    yield Optional.of(differs.difference());
                }
                open.put(suspect, before.then(differs));
                yield Optional.empty();
            }
        };
    }
}
