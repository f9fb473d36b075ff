package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The life of a bookkeeping row: due, leased, settled or parked. A lease ends by itself; every later write names its
 * fence and touches nothing when another lease has begun.
 */
public final class SyncRecords {
    /** With it the transaction waits for a row of the user's for half a second at most: others of its batch wait for it. */
    private static final String LOCK = """
            select set_config('lock_timeout', '500', true) from bridge.sync_record where id = ? and fence = ? for update
            """;

    private static final String SETTLE = """
            update bridge.sync_record
               set s_key = ?, z_id = ?, memory = cast(? as jsonb), tenant = coalesce(?, tenant), lease_until = null, tries = 0,
                   failing_since = null, told = null, refused = null, refused_why = null,
                   choice = case when wanted = ? then null else choice end,
                   due_at = case when wanted = ? and not ? then null else clock_timestamp() end
             where id = ? and fence = ?
            """;
    private static final String KEEP =
            "update bridge.sync_record set s_key = ?, z_id = ?, memory = cast(? as jsonb) where id = ? and fence = ?";
    private static final String LATER = """
            update bridge.sync_record
               set lease_until = null, tries = tries + 1,
                   failing_since = coalesce(failing_since, clock_timestamp()),
                   due_at = case when wanted = ? then clock_timestamp() + ? * interval '1 millisecond'
                                 else clock_timestamp() end
             where id = ? and fence = ?
            """;
    private static final String HOLD = """
            update bridge.sync_record
               set lease_until = null, failing_since = failing_since + ? * interval '1 millisecond',
                   due_at = case when wanted = ? then clock_timestamp() + ? * interval '1 millisecond'
                                 else clock_timestamp() end
             where id = ? and fence = ?
            """;
    private static final String PARK = """
            update bridge.sync_record
               set lease_until = null, due_at = null, parked_at = clock_timestamp(), tries = tries + 1,
                   failing_since = coalesce(failing_since, clock_timestamp()), choice = null,
                   reason = ?, stage = ?, fields = ?, told = ?, refused = ?, refused_why = ?
             where id = ? and fence = ? and wanted = ?
            """;
    private static final String REFUSED =
            "update bridge.sync_record set refused = ?, refused_why = ? where id = ? and fence = ?";
    private static final String CHOSEN =
            "select 1 from bridge.sync_record where mapping = ? and choice is not null limit 1";
    private static final String DUE_NOW = """
            update bridge.sync_record set lease_until = null, due_at = clock_timestamp()
             where id = ? and fence = ?
            """;
    private static final String HAND_BACK = """
            update bridge.sync_record r set lease_until = null, fence = r.fence + 1
              from unnest(cast(? as bigint[]), cast(? as bigint[])) as held(id, fence)
             where r.id = held.id and r.fence = held.fence
            """;
    private static final String NEXT_DUE = """
            select (extract(epoch from min(greatest(due_at, coalesce(lease_until, due_at))) - clock_timestamp())
                   * 1000)::bigint as millis
              from bridge.sync_record where mapping = ? and due_at is not null
            """;
    /** One part for each partial index: most records of a large table are neither. */
    private static final String UNSETTLED = """
            select (select count(*) from bridge.sync_record where mapping = ? and due_at is not null) as pending,
                   (select count(*) from bridge.sync_record where mapping = ? and parked_at is not null) as parked
            """;

    private final TableMapping mapping;
    private final Database database;
    private final Leases leases;

    /** The records of one mapping. */
    public SyncRecords(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
        this.leases = new Leases(mapping, database);
    }

    /** How much is left to do. */
    public record Backlog(long pending, long parked) {}

    /** As {@link #claim(int, Duration, Set)}, whosever the records are. */
    public List<Claim> claim(int most, Duration lease) {
        return claim(most, lease, Set.of());
    }

    /** Leases up to {@code most} due records, the longest waiting and the latest; none whose tenant is among the quiet. */
    public List<Claim> claim(int most, Duration lease, Set<String> quiet) {
        return leases.take(most, lease, quiet);
    }

    /** Ends the locks of tenants that a finished batch held; costs nothing where none are taken. */
    public void release(List<Claim> claims) {
        List<String> batches = claims.stream()
                .map(claim -> claim.turn().batch())
                .filter(batch -> !batch.isEmpty())
                .distinct()
                .toList();
        if (!batches.isEmpty()) {
            database.apply(tx -> TenantLocks.end(tx, batches));
        }
    }

    /** True while the lease is ours; holds the row until the transaction ends. */
    public boolean lock(Tx tx, Claim claim) throws SQLException {
        return tx.first(LOCK, row -> true, claim.id(), claim.fence()).isPresent();
    }

    /** Ends the lease with new knowledge; stays due when {@code again} or when a hint came meanwhile. */
    public void settle(Tx tx, Claim claim, Memory memory, boolean again) throws SQLException {
        tx.update(
                SETTLE,
                claim.key(),
                claim.zapierId(),
                MemoryJson.write(memory),
                new Tenants(mapping).of(memory.base()),
                claim.wanted(),
                claim.wanted(),
                again,
                claim.id(),
                claim.fence());
        if (claim.failing().told().isPresent()) {
            Hints.forgetKept(tx, claim.id());
        }
    }

    /** Stores knowledge and keeps the lease: something is about to be sent. */
    public void keep(Tx tx, Claim claim, Memory memory) throws SQLException {
        tx.update(KEEP, claim.key(), claim.zapierId(), MemoryJson.write(memory), claim.id(), claim.fence());
    }

    /** Ends the lease; the record is due again after a while, at once when a hint came meanwhile. */
    public void later(Claim claim, Duration wait) {
        database.transaction(tx -> tx.update(LATER, claim.wanted(), wait.toMillis(), claim.id(), claim.fence()));
    }

    /** Ends leases whose work is not finished; it can no longer commit anything, and others may begin at once. */
    public void handBack(List<Claim> claims) {
        if (!claims.isEmpty()) {
            database.apply(tx -> handBack(tx, claims));
        }
    }

    /** As {@link #handBack(List)}, within a transaction. */
    void handBack(Tx tx, List<Claim> claims) throws SQLException {
        tx.update(
                HAND_BACK,
                claims.stream().map(Claim::id).toList(),
                claims.stream().map(Claim::fence).toList());
    }

    /**
     * Ends the lease; the record is due again after a while. For what is not the record's fault (Zapier throttles, the
     * database is busy): it is no failed try, and the time does not count towards its reach.
     */
    public void hold(Claim claim, Duration wait) {
        database.transaction(
                tx -> tx.update(HOLD, wait.toMillis(), claim.wanted(), wait.toMillis(), claim.id(), claim.fence()));
    }

    /**
     * Ends the lease; a person must look. What was said of the record stays stored, the newest ten payloads. A hint that
     * came meanwhile makes it due instead.
     */
    public boolean park(Tx tx, Claim claim, Failure failure) throws SQLException {
        Optional<Claim.RefusedWrite> refused = claim.failing().refused();
        boolean parked = tx.update(
                        PARK,
                        failure.reason(),
                        failure.stage().label(),
                        failure.fields(),
                        failure.fingerprint(),
                        refused.map(Claim.RefusedWrite::write),
                        refused.map(Claim.RefusedWrite::reason),
                        claim.id(),
                        claim.fence(),
                        claim.wanted())
                == 1;
        if (parked) {
            Hints.keep(tx, claim);
        } else {
            tx.update(
                    REFUSED,
                    refused.map(Claim.RefusedWrite::write),
                    refused.map(Claim.RefusedWrite::reason),
                    claim.id(),
                    claim.fence());
            tx.update(DUE_NOW, claim.id(), claim.fence());
        }
        return parked;
    }

    /** True when an audit row already tells that the record fails in this way. */
    public static boolean isTold(Claim claim, Failure failure) {
        return claim.failing().told().filter(failure.fingerprint()::equals).isPresent();
    }

    /** True when a person has decided for some record that is not worked off yet. */
    public boolean isAnyChosen() {
        return database.transaction(tx -> tx.first(CHOSEN, row -> true, mapping.name()))
                .isPresent();
    }

    /** A side as the bookkeeping calls it. */
    static String label(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    /** How long until something is due; empty when nothing is. Zero or negative means now. */
    public Optional<Duration> nextDue() {
        return database.transaction(tx -> tx.first(
                        NEXT_DUE, row -> Optional.ofNullable(row.getObject("millis", Long.class)), mapping.name()))
                .flatMap(millis -> millis)
                .map(Duration::ofMillis);
    }

    /** What is pending and parked now. */
    public Backlog backlog() {
        return database.transaction(tx -> tx.first(
                        UNSETTLED,
                        row -> new Backlog(row.getLong("pending"), row.getLong("parked")),
                        mapping.name(),
                        mapping.name()))
                .orElse(new Backlog(0, 0));
    }

    /** The records that wait for a person. */
    public DeadLetters deadLetters() {
        return new DeadLetters(mapping.name(), database);
    }
}
