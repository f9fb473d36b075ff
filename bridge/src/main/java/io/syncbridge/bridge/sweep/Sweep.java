package io.syncbridge.bridge.sweep;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.supabase.MappedTable.Keyed;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.SyncMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads all of both sides once, in slices, and compares each record with what both sides last agreed on.
 *
 * <ol>
 *   <li>Zapier page by page: a record that nobody knows, that left its base, or that has a write in doubt is due.
 *   <li>Supabase slice by slice, in key order: the same.
 *   <li>Where deletes travel: the records that were agreed on and that one of the full listings did not show. Whether they
 *       were deleted is found out one by one.
 *   <li>What is due or under lease already is left to whoever has it; what is older than the bookkeeping was read before
 *       it was written and proves nothing.
 * </ol>
 *
 * Both sides equal to their base are equal to each other. Memory: two pages and one slice. A listing that breaks off
 * proves nothing about what it did not show.
 */
final class Sweep {
    private static final int SLICE = 1000;

    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Bookkeeping bookkeeping;
    private final BooleanSupplier stopped;
    private final SeenRecords seen = new SeenRecords();
    private long rows;
    private long unreadable;
    private long found;

    Sweep(Link link, Database database, ZapierTablesClient zapier, BooleanSupplier stopped) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.bookkeeping = new Bookkeeping(link.mapping(), database);
        this.stopped = stopped;
    }

    /** What a sweep came to. */
    sealed interface Result {
        /** Both sides were read in full; {@code found} records were made due. */
        record Complete(long supabaseRows, long zapierRecords, long found) implements Result {}

        /** It broke off; what was found until then is due all the same. */
        record Broken(String reason, long found) implements Result {}
    }

    Result run() {
        Optional<String> trouble = zapierSide();
        if (trouble.isEmpty() && link.mapping().mode() == SyncMode.TWO_WAY) {
            trouble = supabaseSide();
        }
        if (trouble.isEmpty() && link.mapping().deletes() != DeletePolicy.IGNORE) {
            trouble = absences();
        }
        return trouble.<Result>map(reason -> new Result.Broken(reason, found))
                .orElseGet(() -> new Result.Complete(rows, seen.count(), found));
    }

    private Optional<String> zapierSide() {
        return new ZapierListing(zapier, link.zapierTableId(), stopped).read(page -> {
            compare(page.records());
            unreadable += page.unreadable();
        });
    }

    private void compare(List<ZapierRecord> records) {
        Map<String, Known> known =
                bookkeeping.byZapierIds(records.stream().map(ZapierRecord::id).toList());
        List<String> due = records.stream()
                .peek(record -> seen.add(record.id()))
                .filter(record -> differs(record, Optional.ofNullable(known.get(record.id()))))
                .map(ZapierRecord::id)
                .toList();
        lookAt(due);
    }

    /** Asks for a look at Zapier, which a hint about the row alone would not lead to. */
    private void lookAt(List<String> zapierIds) {
        if (!zapierIds.isEmpty()) {
            found += zapierIds.size();
            database.apply(tx -> Hints.aboutZapierRecords(tx, link.mapping().name(), zapierIds));
        }
    }

    private boolean differs(ZapierRecord record, Optional<Known> known) {
        if (known.isEmpty()) {
            return true;
        }
        Known agreed = known.get();
        if (agreed.busy() || record.editedAt().isBefore(agreed.memory().zapierVersion())) {
            return false;
        }
        Decoded decoded = link.zapier().decode(record.data());
        return !agreed.memory().isLive()
                || !agreed.memory().doubts().isEmpty()
                || !decoded.isWhole()
                || !link.mapping().sameContent(decoded.row(), agreed.memory().base());
    }

    private Optional<String> supabaseSide() {
        Optional<String> last = Optional.empty();
        List<Keyed> slice;
        do {
            Optional<String> after = last;
            slice = database.transaction(tx -> link.supabase().slice(tx, after, SLICE));
            compareRows(slice);
            rows += slice.size();
            last = slice.isEmpty() ? last : Optional.of(slice.getLast().key());
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (slice.size() == SLICE);
        return Optional.empty();
    }

    private void compareRows(List<Keyed> slice) {
        Map<String, Known> known =
                bookkeeping.byKeys(slice.stream().map(Keyed::key).toList());
        List<String> due = slice.stream()
                .filter(row -> differs(row, Optional.ofNullable(known.get(row.key()))))
                .map(Keyed::key)
                .toList();
        makeDue(due);
    }

    private Optional<String> absences() {
        List<Known> slice = bookkeeping.after(0, SLICE);
        while (!slice.isEmpty()) {
            List<Known> live = slice.stream()
                    .filter(known -> known.memory().isLive() && !known.busy() && !known.parked())
                    .toList();
            List<String> keys =
                    live.stream().flatMap(known -> known.key().stream()).toList();
            Set<String> there = database.transaction(tx -> link.supabase().existing(tx, keys));
            makeDue(keys.stream().filter(key -> !there.contains(key)).toList());
            lookAt(live.stream()
                    .filter(this::isMissing)
                    .flatMap(known -> known.zapierId().stream())
                    .toList());
            slice = bookkeeping.after(slice.getLast().id(), SLICE);
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        }
        return Optional.empty();
    }

    /** A record that could not be read was there all the same, and nobody knows which one it was. */
    private boolean isMissing(Known known) {
        return unreadable == 0
                && known.zapierId().filter(id -> !seen.contains(id)).isPresent();
    }

    private void makeDue(List<String> keys) {
        if (!keys.isEmpty()) {
            found += keys.size();
            database.apply(tx -> Hints.aboutKeys(tx, link.mapping().name(), keys, Claim.Kind.SUPABASE));
        }
    }

    private boolean differs(Keyed row, Optional<Known> known) {
        if (known.isEmpty()) {
            return true;
        }
        Known record = known.get();
        return !record.busy()
                && (!record.memory().isLive()
                        || !row.content().isWhole()
                        || !link.mapping()
                                .sameContent(
                                        row.content().row(), record.memory().base()));
    }
}
