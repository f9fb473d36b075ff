package io.syncbridge.bridge.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Leases due records of one mapping. Half of what is taken is the longest waiting, half what became due last: a live
 * change does not wait behind a backlog, and the backlog goes on whatever comes in.
 */
record DueRecords(String mapping) {
    private static final String FREE = """
             r.due_at is not null and r.due_at <= clock_timestamp()
                 and (r.lease_until is null or r.lease_until < clock_timestamp())
            """;
    private static final String LEASE = """
            update bridge.sync_record r
               set lease_until = clock_timestamp() + ? * interval '1 millisecond', fence = r.fence + 1
              from (select id from oldest union select id from newest) due
             where r.id = due.id
            returning r.id, r.s_key, r.z_id, r.memory::text as memory, r.wanted, r.fence, r.tries, r.tenant,
                      r.failing_since, r.told, r.refused, r.refused_why, r.choice, clock_timestamp() as now
            """;
    private static final String BARE = """
            with oldest as (
              select r.id from bridge.sync_record r where r.mapping = ? and r.tenant is null and %1$s
               order by r.due_at limit ? for update skip locked),
            newest as (
              select r.id from bridge.sync_record r where r.mapping = ? and r.tenant is null and %1$s
               order by r.due_at desc limit ? for update skip locked)
            """.formatted(FREE) + LEASE;
    private static final String OWNED = """
            with oldest as (
              select own.id from unnest(cast(? as text[])) as whose(tenant) cross join lateral (
                select r.id from bridge.sync_record r
                 where r.mapping = ? and r.tenant = whose.tenant and r.tenant is not null and %1$s
                 order by r.due_at limit ? for update skip locked) own),
            newest as (
              select own.id from unnest(cast(? as text[])) as whose(tenant) cross join lateral (
                select r.id from bridge.sync_record r
                 where r.mapping = ? and r.tenant = whose.tenant and r.tenant is not null and %1$s
                 order by r.due_at desc limit ? for update skip locked) own)
            """.formatted(FREE) + LEASE;

    /** Up to so many records whose tenant is not known, or that have none. */
    <T> List<T> bare(Tx tx, int most, Duration lease, Tx.RowReader<T> reader) throws SQLException {
        return tx.all(BARE, reader, mapping, most - most / 2, mapping, most / 2, lease.toMillis());
    }

    /** Up to so many records of each of these tenants. */
    <T> List<T> owned(Tx tx, List<String> tenants, int most, Duration lease, Tx.RowReader<T> reader)
            throws SQLException {
        return tenants.isEmpty()
                ? List.of()
                : tx.all(
                        OWNED, reader, tenants, mapping, most - most / 2, tenants, mapping, most / 2, lease.toMillis());
    }
}
