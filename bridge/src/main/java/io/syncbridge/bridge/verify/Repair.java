package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.sync.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes differing records due and waits until a running bridge has worked them off. Writes nothing but hints. */
record Repair(Link link, Database database, Patience patience, BooleanSupplier stopped, Progress progress) {
    private static final int SLICE = 500;
    /** A bridge that runs takes up what is due within a second. */
    private static final long NOBODY_COMES = Duration.ofSeconds(15).toNanos();

    /** Makes them due, waits, and answers what to look at again. */
    List<Suspect> run(List<Difference> differences) {
        for (int from = 0; from < differences.size(); from += SLICE) {
            List<Difference> slice = differences.subList(from, Math.min(from + SLICE, differences.size()));
            database.apply(tx -> {
                // A hint about the row alone may be taken for an echo; one about its Zapier record leads there.
                Hints.aboutZapierRecords(
                        tx,
                        link.mapping().name(),
                        slice.stream()
                                .flatMap(difference -> difference.zapierRecords().stream())
                                .toList());
                Hints.aboutKeys(
                        tx,
                        link.mapping().name(),
                        slice.stream()
                                .filter(difference -> difference.zapierRecords().isEmpty())
                                .map(Difference::record)
                                .toList(),
                        Claim.Kind.SUPABASE);
            });
        }
        await(differences);
        return differences.stream()
                .map(difference -> difference.zapierRecords().contains(difference.record())
                        ? Suspect.ofRecord(difference.record())
                        : Suspect.ofKey(difference.record()))
                .toList();
    }

    private void await(List<Difference> differences) {
        String first = touched(differences).marks();
        long began = System.nanoTime();
        boolean taken = false;
        while (!differences.isEmpty()) {
            Marks now = touched(differences);
            taken |= !now.marks().equals(first);
            progress.at(link.mapping().name(), "records settled", Math.max(0, differences.size() - now.busy()));
            long waited = System.nanoTime() - began;
            if (now.busy() == 0
                    || (!taken && waited > NOBODY_COMES)
                    || waited > patience.repair().toNanos()) {
                return;
            }
            if (!patience.pause(stopped)) {
                throw new BrokenOff("stopped");
            }
        }
    }

    /** How many are due or under lease, and what changes as soon as somebody takes one. */
    private record Marks(int busy, String marks) {}

    private Marks touched(List<Difference> differences) {
        Bookkeeping bookkeeping = new Bookkeeping(link.mapping(), database);
        List<Known> known = new ArrayList<>();
        for (int from = 0; from < differences.size(); from += SLICE) {
            List<Difference> slice = differences.subList(from, Math.min(from + SLICE, differences.size()));
            known.addAll(bookkeeping
                    .byZapierIds(slice.stream()
                            .flatMap(difference -> difference.zapierRecords().stream())
                            .distinct()
                            .toList())
                    .values());
            known.addAll(bookkeeping
                    .byKeys(slice.stream().map(Difference::record).toList())
                    .values());
        }
        List<Known> each =
                known.stream().collect(Collectors.toMap(Known::id, row -> row, (one, same) -> one)).values().stream()
                        .sorted(java.util.Comparator.comparingLong(Known::id))
                        .toList();
        int busy = (int) each.stream().filter(Known::busy).count();
        return new Marks(busy, marks(each.stream()));
    }

    private static String marks(Stream<Known> rows) {
        return String.valueOf(
                rows.map(row -> row.id() + ":" + row.touched()).toList().hashCode());
    }
}
