package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The life of a bookkeeping row: due, leased, settled or parked. A lease ends by itself; every later write names its
 * fence and touches nothing when another lease has begun.
 */
public final class SyncRecords {
    /**
     * Half of a batch is the longest waiting, half what became due last: a live change does not wait behind a backlog,
     * and the backlog goes on whatever comes in.
     */
    private static final String CLAIM = """
            with oldest as (
              select id from bridge.sync_record
               where mapping = ? and due_at <= clock_timestamp()
                 and (lease_until is null or lease_until < clock_timestamp())
               order by due_at limit ? for update skip locked),
            newest as (
              select id from bridge.sync_record
               where mapping = ? and due_at <= clock_timestamp()
                 and (lease_until is null or lease_until < clock_timestamp())
               order by due_at desc limit ? for update skip locked)
            update bridge.sync_record r
               set lease_until = clock_timestamp() + ? * interval '1 millisecond', fence = r.fence + 1
              from (select id from oldest union select id from newest) due
             where r.id = due.id
            returning r.id, r.s_key, r.z_id, r.memory::text as memory, r.wanted, r.fence, r.tries,
                      r.failing_since, r.told, r.refused, r.refused_why, r.choice, clock_timestamp() as now
            """;

    private static final String HINTS = """
            select record_id, id, kind, payload, overwritten_at, received_at
              from bridge.hint where record_id = any(?) and not kept order by id
            """;
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
    private static final String UNSETTLED = """
            select count(*) filter (where due_at is not null) as pending,
                   count(*) filter (where parked_at is not null) as parked
              from bridge.sync_record where mapping = ?
            """;

    private final TableMapping mapping;
    private final Database database;

    /** The records of one mapping. */
    public SyncRecords(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
    }

    /** How much is left to do. */
    public record Backlog(long pending, long parked) {}

    /** Leases up to {@code most} due records: the longest waiting, and those that became due last. */
    public List<Claim> claim(int most, Duration lease) {
        return database.transaction(tx -> {
            List<Claim> bare = tx.all(
                    CLAIM, this::claim, mapping.name(), most - most / 2, mapping.name(), most / 2, lease.toMillis());
            if (bare.isEmpty()) {
                return bare;
            }
            Map<Long, List<RecordHint>> hints =
                    tx
                            .all(
                                    HINTS,
                                    SyncRecords::hint,
                                    bare.stream().map(Claim::id).toList())
                            .stream()
                            .collect(Collectors.groupingBy(RecordHint::recordId));
            return bare.stream()
                    .map(claim -> claim.hinted(hints.getOrDefault(claim.id(), List.of()).stream()
                            .map(RecordHint::hint)
                            .toList()))
                    .toList();
        });
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
            database.transaction(tx -> tx.update(
                    HAND_BACK,
                    claims.stream().map(Claim::id).toList(),
                    claims.stream().map(Claim::fence).toList()));
        }
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

    /**
     * A person's decision for a record that waits: the side whose content both shall hold, or whose delete shall stand. The
     * record is due at once and the next pass goes by it; false when there is no such record.
     */
    public boolean choose(long id, Side side) {
        return deadLetters().choose(id, side);
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
                        UNSETTLED, row -> new Backlog(row.getLong("pending"), row.getLong("parked")), mapping.name()))
                .orElse(new Backlog(0, 0));
    }

    /** The records that wait for a person. */
    public DeadLetters deadLetters() {
        return new DeadLetters(mapping.name(), database);
    }

    /** The most recently parked records. */
    public List<DeadLetters.Parked> parked(int most) {
        return deadLetters().newest(most);
    }

    /** As {@link DeadLetters#requeue(long)}. */
    public boolean requeue(long id) {
        return deadLetters().requeue(id);
    }

    /** As {@link DeadLetters#requeue(int)}. */
    public int requeueParked(int limit) {
        return deadLetters().requeue(limit);
    }

    private record RecordHint(long recordId, Claim.StoredHint hint) {}

    private Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getLong("id"),
                Optional.ofNullable(row.getString("s_key")),
                Optional.ofNullable(row.getString("z_id")),
                MemoryJson.read(mapping, row.getString("memory")),
                row.getLong("wanted"),
                row.getLong("fence"),
                row.getInt("tries"),
                failing(row),
                Tx.instant(row, "now").orElse(Instant.EPOCH),
                List.of(),
                Optional.ofNullable(row.getString("choice")).map(side -> Side.valueOf(side.toUpperCase(Locale.ROOT))));
    }

    private static Claim.Failing failing(ResultSet row) throws SQLException {
        String reason = row.getString("refused_why");
        return new Claim.Failing(
                Tx.instant(row, "failing_since"),
                Optional.ofNullable(row.getString("told")),
                Optional.ofNullable(row.getString("refused"))
                        .map(write -> new Claim.RefusedWrite(write, reason == null ? "" : reason)));
    }

    private static RecordHint hint(ResultSet row) throws SQLException {
        return new RecordHint(
                row.getLong("record_id"),
                new Claim.StoredHint(
                        row.getLong("id"),
                        Claim.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString("payload")),
                        Tx.instant(row, "overwritten_at"),
                        Tx.instant(row, "received_at").orElse(Instant.EPOCH)));
    }
}
