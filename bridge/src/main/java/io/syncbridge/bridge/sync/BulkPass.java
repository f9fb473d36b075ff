package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.ops.SideBySide;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.SyncMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * Zapier records by the page, for a first sync.
 *
 * <ol>
 *   <li>What nobody has heard of, is equal on both sides or in Zapier only, is settled by the hundreds, one transaction each.
 *   <li>A transaction that meets a bad record, a lock or somebody else's work is undone and tried in halves, so that a bad
 *       one stays alone. It never waits long: live changes go first.
 *   <li>Whatever else there is becomes due, so that the usual pass decides.
 * </ol>
 */
public final class BulkPass {
    private static final int TOGETHER = 500;
    /** Live changes wait for us shortly only, and plans are made for the tables as large as they are by now. */
    private static final String BEGIN = """
            select set_config('lock_timeout', '300', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                   clock_timestamp() as now
            """;

    private final Link link;
    private final TableSync table;
    private final Database database;
    private final BulkSorting sorting;
    private final BulkRound round;
    private final ZapierWrites writes;
    private final SyncCounters counters = new SyncCounters();

    /**
     * A pass over one linked table.
     *
     * @param zapier for what must be written back: keys, and what the database made of a value
     * @param lease how long a record belongs to this pass while its write is sent
     */
    public BulkPass(
            TableSync table,
            Link link,
            Database database,
            ZapierTablesClient zapier,
            Duration lease,
            RetryLimits limits,
            RandomGenerator random) {
        this.link = link;
        this.table = table;
        this.database = database;
        this.sorting = new BulkSorting(link, database);
        SyncRecords records = new SyncRecords(link.mapping(), database);
        AuditTrail audit = new AuditTrail(link.mapping());
        Parking parking = new Parking(records, audit, counters);
        Retries retries = new Retries(database, records, parking, counters, limits, random);
        this.writes = new ZapierWrites(link, table, database, records, zapier, audit, parking, counters, retries);
        this.round = link.mapping().mode() == SyncMode.TWO_WAY
                ? new BulkTwoWay(link, audit, lease)
                : new BulkAppend(link, new AppendPass(link, records, audit, parking, counters), lease);
    }

    /** What was written back to Zapier so far, in records. */
    public long zapierWrites() {
        return counters.figures().zapierWrites();
    }

    /** False when records lack a field because the table has changed: what they show is no ground for anything. */
    public boolean isTrustworthy(List<ZapierRecord> records) {
        return table.link().filter(link::equals).isPresent()
                && (records.stream().noneMatch(record -> link.lacksAny(record.data())) || table.stillFits());
    }

    /** Settles a page, or makes its records due. Its parts are settled side by side. */
    public BulkTally page(List<ZapierRecord> records) {
        BulkRound.Sorted sorted = sorting.sort(records);
        leave(sorted.left());
        BulkTally all = new BulkTally(sorted.known(), 0, 0, sorted.left().size());
        List<BulkRound.Candidate> fresh = sorted.fresh();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BulkTally>> parts = new ArrayList<>();
            for (int from = 0; from < fresh.size(); from += TOGETHER) {
                List<BulkRound.Candidate> part = fresh.subList(from, Math.min(fresh.size(), from + TOGETHER));
                parts.add(threads.submit(() -> settled(part)));
            }
            for (Future<BulkTally> part : parts) {
                all = all.plus(SideBySide.awaited(part, "a page was settled"));
            }
        }
        return all;
    }

    private BulkTally settled(List<BulkRound.Candidate> fresh) {
        if (fresh.isEmpty()) {
            return BulkTally.NONE;
        }
        Optional<BulkRound.Done> done = together(fresh);
        if (done.isPresent()) {
            List<BulkRound.Candidate> left = done.get().left();
            leave(left.stream().map(BulkRound.Candidate::record).toList());
            writes.send(done.get().sends());
            return new BulkTally(0, done.get().linked(), done.get().inserted(), left.size());
        }
        if (fresh.size() == 1) {
            leave(List.of(fresh.getFirst().record()));
            return BulkTally.left(1);
        }
        return settled(fresh.subList(0, fresh.size() / 2)).plus(settled(fresh.subList(fresh.size() / 2, fresh.size())));
    }

    /** Empty when nothing was done because of one or some of them. */
    private Optional<BulkRound.Done> together(List<BulkRound.Candidate> fresh) {
        try {
            return Optional.of(database.transaction(tx -> round.in(tx, begun(tx), fresh)));
        } catch (BulkRound.Strange strange) {
            return Optional.empty();
        } catch (DatabaseException failed) {
            if (!isOfSome(failed)) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    private static Instant begun(Tx tx) throws SQLException {
        return tx.first(BEGIN, row -> Tx.instant(row, "now"))
                .flatMap(now -> now)
                .orElseThrow();
    }

    private static boolean isOfSome(DatabaseException failed) {
        boolean deadlock = failed.sqlState().startsWith("40");
        return failed.isRefusal() || failed.isOwnClash() || failed.isLockTimeout() || deadlock;
    }

    private void leave(List<ZapierRecord> records) {
        if (!records.isEmpty()) {
            List<String> ids = records.stream().map(ZapierRecord::id).toList();
            database.apply(tx -> Hints.aboutZapierRecords(tx, link.mapping().name(), ids));
        }
    }
}
