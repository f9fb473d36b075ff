package io.syncbridge.bridge.backfill;

import io.syncbridge.bridge.store.Backfills;
import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.sync.BulkPass;
import io.syncbridge.bridge.sync.BulkTally;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.verify.Progress;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * The first sync of one mapping's records.
 *
 * <ol>
 *   <li>Zapier page by page: {@link BulkPass}. The cursor is kept after each page.
 *   <li>Supabase slice by slice: rows that nobody has heard of become due in the commit that keeps the cursor. The usual pass
 *       looks for each in Zapier, whatever the pages showed, and creates it, a hundred in one call.
 *   <li>What is due is worked off as it comes up, so that little of it lies before a live change.
 * </ol>
 *
 * Killed at any point, the next one goes on at the cursors; what was done twice is found to be settled. Memory: two pages.
 */
public final class Backfill {
    private static final int SLICE = 1000;
    private static final long MOST_DUE = 300;

    private final SyncWorker worker;
    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final BulkPass bulk;
    private final Backfills places;
    private final Bookkeeping bookkeeping;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final DueWork due;
    private BulkTally tally = BulkTally.NONE;
    private long unreadable;
    private long rows;
    private long fromSupabase;

    /**
     * A first sync of one linked mapping; run once.
     *
     * @param worker to work off what is due; not started
     * @param zapier a client that leaves the larger part of the rate limit to live changes
     * @param patience how long to wait for due records that do not get less
     */
    public Backfill(
            SyncWorker worker,
            Link link,
            Database database,
            ZapierTablesClient zapier,
            BulkPass bulk,
            Duration patience,
            BooleanSupplier stopped,
            Progress progress) {
        this.worker = worker;
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.bulk = bulk;
        this.places = new Backfills(database);
        this.bookkeeping = new Bookkeeping(link.mapping(), database);
        this.stopped = stopped;
        this.progress = progress;
        this.due = new DueWork(worker, stopped, patience);
    }

    /** Reads both sides to the end and works off what became due. */
    public Backfilled run() {
        long began = System.nanoTime();
        try {
            Backfills.Place place = places.begin(name(), link.zapierTableId());
            Optional<String> trouble = place.zapierDone() ? Optional.empty() : zapierSide(place.zapierCursor());
            if (trouble.isEmpty() && link.mapping().mode() == SyncMode.TWO_WAY) {
                trouble = supabaseSide(place.supabaseAfter());
            }
            if (trouble.isPresent()) {
                return new Backfilled.Broken(name(), trouble.get());
            }
            boolean unused = due.below(0);
            places.finish(name());
            return complete(!place.isStart(), Duration.ofNanos(System.nanoTime() - began));
        } catch (BrokenOff broken) {
            return new Backfilled.Broken(name(), broken.reason());
        } catch (DatabaseException failed) {
            return new Backfilled.Broken(
                    name(), "the database did not take part, SQLState " + failed.sqlState() + "; run it again");
        }
    }

    private static final class BrokenOff extends RuntimeException {
        private final String reason;

        BrokenOff(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private Optional<String> zapierSide(Optional<String> start) {
        Optional<String> trouble = new ZapierListing(zapier, link.zapierTableId(), stopped).readFrom(start, this::page);
        // A cursor that Zapier does not know any more costs reading again, not the whole thing.
        return trouble.isPresent() && start.isPresent() && tally.all() == 0 && !stopped.getAsBoolean()
                ? new ZapierListing(zapier, link.zapierTableId(), stopped).read(this::page)
                : trouble;
    }

    private void page(ZapierTablesClient.Page page) {
        if (!bulk.isTrustworthy(page.records())) {
            throw new BrokenOff("its Zapier table or its columns have changed; ./bridgectl check says how");
        }
        BulkTally of = bulk.page(page.records());
        tally = tally.plus(of);
        unreadable += page.unreadable();
        places.zapierAt(name(), page.next());
        progress.at(name(), "Zapier records", tally.all());
        if (of.left() > 0 || of.inserted() > 0) {
            workOff();
        }
    }

    private Optional<String> supabaseSide(Optional<String> start) {
        Optional<String> last = start;
        List<String> slice;
        do {
            Optional<String> after = last;
            slice = database.transaction(tx -> link.supabase().keys(tx, after, SLICE));
            if (!slice.isEmpty()) {
                last = Optional.of(slice.getLast());
                boolean any = unheardOf(slice);
                rows += slice.size();
                progress.at(name(), "Supabase rows", rows);
                if (any) {
                    workOff();
                }
            }
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (slice.size() == SLICE);
        return Optional.empty();
    }

    /** Makes those of the rows due that nobody has heard of; false when there are none. */
    private boolean unheardOf(List<String> printed) {
        TreeSet<String> keys = new TreeSet<>();
        printed.forEach(key -> keys.add(
                RecordKey.value(link.mapping(), key).flatMap(RecordKey::text).orElse(key)));
        Set<String> heardOf = bookkeeping.heardOf(List.copyOf(keys));
        List<String> fresh = keys.stream().filter(key -> !heardOf.contains(key)).toList();
        fromSupabase += fresh.size();
        database.apply(tx -> {
            Hints.aboutKeys(tx, name(), fresh, Claim.Kind.SUPABASE);
            places.supabaseAt(tx, name(), printed.getLast());
        });
        return !fresh.isEmpty();
    }

    private void workOff() {
        if (!due.below(MOST_DUE) && !stopped.getAsBoolean()) {
            throw new BrokenOff(
                    "what is due does not get less; ./bridgectl status and the log say why; then run it again");
        }
    }

    private Backfilled complete(boolean resumed, Duration took) {
        SyncRecords.Backlog left = worker.records().backlog();
        return new Backfilled.Complete(
                name(),
                resumed,
                tally,
                rows,
                fromSupabase,
                unreadable,
                tally.inserted() + worker.counters().figures().supabaseWrites(),
                bulk.zapierWrites() + worker.counters().figures().zapierWrites(),
                left.pending(),
                left.parked(),
                took);
    }

    private String name() {
        return link.mapping().name();
    }
}
