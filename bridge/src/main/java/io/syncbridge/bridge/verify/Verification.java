package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.PatientCalls;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.SyncMode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Compares both sides of a mapping with each other in full, by meaning: the only ground on which "equal" may be said.
 *
 * <ol>
 *   <li>Zapier page by page with the rows of its keys, then Supabase's keys in order for what Zapier lacks.
 *   <li>What seemed to differ is looked at again, until two looks agree and nobody is working on it.
 * </ol>
 *
 * Two pages and 16 bytes a record in memory, 32 while the arrays grow, and at most {@link #MOST_SUSPECTS} suspects.
 */
public final class Verification {
    /** So many records are looked at twice; more are counted. */
    public static final int MOST_SUSPECTS = 10_000;

    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Patience patience;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private Optional<Settling> settling = Optional.empty();

    /** A comparison of one linked mapping; run once. */
    public Verification(
            Link link,
            Database database,
            ZapierTablesClient zapier,
            Patience patience,
            BooleanSupplier stopped,
            Progress progress) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.patience = patience;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** Reads all of both sides. */
    public Verified run() {
        return guarded(() -> link.mapping().mode() == SyncMode.TWO_WAY ? twoWay() : append());
    }

    /** Has the same rules that webhooks lead to settle what differs, waits, and looks at those records again. */
    public Verified repair(Verified.Complete found) {
        Repair repair = new Repair(link, database, patience, stopped, progress);
        return guarded(() -> found.again(settling.orElseThrow().afterRepair().run(repair.run(found.differences()))));
    }

    /** What a mapping's comparison came to, whatever it met. */
    private Verified guarded(Supplier<Verified> work) {
        try {
            return work.get();
        } catch (BrokenOff broken) {
            return broken(broken.reason());
        } catch (DatabaseException failed) {
            return broken("the database did not take part, SQLState " + failed.sqlState());
        }
    }

    private Verified twoWay() {
        long began = System.nanoTime();
        TwoWayReading reading = new TwoWayReading(link, database, zapier, stopped, progress);
        Optional<String> trouble = reading.read();
        if (trouble.isPresent()) {
            return broken(trouble.get());
        }
        SecondLook looks = new SecondLook(link, database, zapier, new PatientCalls(stopped), reading.listed());
        return settled(
                looks, reading.suspects(), reading.rows(), reading.listed().records(), began);
    }

    private Verified append() {
        long began = System.nanoTime();
        AppendReading reading = new AppendReading(link, database, zapier, stopped, progress);
        Optional<String> trouble = reading.read();
        return trouble.isPresent()
                ? broken(trouble.get())
                : settled(
                        reading,
                        reading.suspects(),
                        reading.rows(),
                        reading.listed().records(),
                        began);
    }

    private Verified settled(Settling.Looks looks, Suspects suspects, long rows, long records, long began) {
        Settling rounds = new Settling(link.mapping().name(), looks, patience, stopped, progress);
        settling = Optional.of(rounds);
        Settling.Settled settled = rounds.run(suspects.all());
        return new Verified.Complete(
                link.mapping().name(),
                rows,
                records,
                settled.differences(),
                settled.onTheirWay(),
                suspects.others(),
                settled.kept(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    private Verified broken(String reason) {
        return new Verified.Broken(link.mapping().name(), reason);
    }
}
