package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bookkeeping rows of records that nobody has heard of, many in one statement. Until its commit the transaction that adds
 * them is their only holder, as under a lease; whoever hears of one of them meanwhile waits for it.
 */
public final class NewRecords {
    /** Fence 1 is the first lease, as a worker's claim would have it. */
    private static final String ADD = """
            insert into bridge.sync_record as r (mapping, s_key, z_id, memory, tenant, due_at, lease_until, fence)
            select ?, nullif(fresh.s_key, ''), fresh.z_id, cast(fresh.memory as jsonb), nullif(fresh.tenant, ''),
                   case when fresh.leased = 'yes' then clock_timestamp() end,
                   case when fresh.leased = 'yes' then clock_timestamp() + ? * interval '1 millisecond' end,
                   case when fresh.leased = 'yes' then 1 else 0 end
              from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]))
                   as fresh (s_key, z_id, memory, tenant, leased)
             order by fresh.s_key, fresh.z_id
            on conflict do nothing
            returning r.id, r.z_id
            """;

    private final TableMapping mapping;
    private final Tenants tenants;

    /** New records of one mapping. */
    public NewRecords(TableMapping mapping) {
        this.mapping = mapping;
        this.tenants = new Tenants(mapping);
    }

    /**
     * One record.
     *
     * @param key its Supabase key; empty in a table without
     * @param zapierId its Zapier record
     * @param memory what is remembered of it
     * @param row its content, which may say whose it is
     * @param leased true when a write of it must still be sent: it stays due, under lease
     */
    public record Fresh(Optional<String> key, String zapierId, Memory memory, Row row, boolean leased) {}

    /** Adds them; answers, by Zapier id, the rows of those that nobody has added before. */
    public Map<String, Long> add(Tx tx, List<Fresh> records, Duration lease) throws SQLException {
        Map<String, Long> ids = new HashMap<>();
        tx.all(
                ADD,
                row -> ids.put(row.getString("z_id"), row.getLong("id")),
                mapping.name(),
                lease.toMillis(),
                each(records, fresh -> fresh.key().orElse("")),
                each(records, Fresh::zapierId),
                each(records, fresh -> MemoryJson.write(fresh.memory())),
                each(records, fresh -> tenants.of(fresh.row()).orElse("")),
                each(records, fresh -> fresh.leased() ? "yes" : "no"));
        return ids;
    }

    private static List<String> each(List<Fresh> records, Function<Fresh, String> part) {
        return records.stream().map(part).toList();
    }
}
