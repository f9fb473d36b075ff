package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.reconcile.Memory;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The steps of {@link SyncRecords} for many records in one statement each, for passes about which nothing is special:
 * keys and Zapier ids stay as they are, and no failure is told of. Each write names its record's fence, as there.
 */
public final class ManyRecords {
    /** A row of the user's that somebody holds would hold up all; and plans are made for the tables as large as they are. */
    private static final String BEGIN =
            "select set_config('lock_timeout', '300', true), set_config('plan_cache_mode', 'force_custom_plan', true)";

    /** Not waiting for any, so that no two transactions can wait for each other; a webhook may hold many. */
    private static final String LOCK = """
            select r.id
              from bridge.sync_record r
              join unnest(cast(? as bigint[]), cast(? as bigint[])) as held (id, fence)
                on r.id = held.id and r.fence = held.fence
               for update of r skip locked
            """;

    private static final String SETTLE = """
            update bridge.sync_record r
               set memory = cast(done.memory as jsonb), lease_until = null, tries = 0, failing_since = null,
                   refused = null, refused_why = null,
                   choice = case when r.wanted = done.wanted then null else r.choice end,
                   due_at = case when r.wanted = done.wanted and done.again = 'no' then null else clock_timestamp() end
              from unnest(cast(? as bigint[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]), cast(? as text[]))
                   as done (id, fence, wanted, memory, again)
             where r.id = done.id and r.fence = done.fence
            """;

    private static final String KEEP = """
            update bridge.sync_record r set memory = cast(kept.memory as jsonb)
              from unnest(cast(? as bigint[]), cast(? as bigint[]), cast(? as text[])) as kept (id, fence, memory)
             where r.id = kept.id and r.fence = kept.fence
            """;

    private ManyRecords() {}

    /**
     * What is known of a record from now on.
     *
     * @param again true when it must be looked at once more
     */
    public record Known(Claim claim, Memory memory, boolean again) {}

    /**
     * The ids of those that nobody else holds at the moment and whose lease is still ours; their rows are held until the
     * transaction ends. The others must be tried alone.
     */
    public static Set<Long> held(Tx tx, List<Claim> claims) throws SQLException {
        boolean unused = tx.first(BEGIN, row -> true).isPresent();
        return new HashSet<>(
                tx.all(LOCK, row -> row.getLong("id"), each(claims, Claim::id), each(claims, Claim::fence)));
    }

    /** Ends the leases with new knowledge; due are those that must be looked at again or of which a hint came meanwhile. */
    public static void settle(Tx tx, List<Known> records) throws SQLException {
        if (!records.isEmpty()) {
            tx.update(
                    SETTLE,
                    each(records, known -> known.claim().id()),
                    each(records, known -> known.claim().fence()),
                    each(records, known -> known.claim().wanted()),
                    each(records, known -> MemoryJson.write(known.memory())),
                    each(records, known -> known.again() ? "yes" : "no"));
        }
    }

    /** Stores knowledge and keeps the leases: something is about to be sent. */
    public static void keep(Tx tx, List<Claim> claims) throws SQLException {
        if (!claims.isEmpty()) {
            tx.update(
                    KEEP,
                    each(claims, Claim::id),
                    each(claims, Claim::fence),
                    each(claims, claim -> MemoryJson.write(claim.memory())));
        }
    }

    private static <T, U> List<U> each(List<T> all, Function<T, U> part) {
        return all.stream().map(part).toList();
    }
}
