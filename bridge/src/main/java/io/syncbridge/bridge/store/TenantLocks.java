package io.syncbridge.bridge.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Which batch works for a tenant alone, over all instances. A lock ends with its batch, or by itself as leases do. */
record TenantLocks(String mapping) {
    // In order, so that two who take several wait for each other only one way round.
    private static final String TAKE = """
            insert into bridge.tenant_lease as l (mapping, tenant, batch, until)
            select ?, tenant, ?, clock_timestamp() + ? * interval '1 millisecond'
              from (select distinct tenant from unnest(cast(? as text[])) as t(tenant) order by tenant) wanted
            on conflict (mapping, tenant) do update set batch = excluded.batch, until = excluded.until
               where l.until < clock_timestamp() or l.batch = excluded.batch
            returning tenant
            """;
    private static final String END = "delete from bridge.tenant_lease where batch = any(?)";

    /** Takes what is free of these; answers those that belong to the batch now. */
    List<String> take(Tx tx, String batch, List<String> tenants, Duration lease) throws SQLException {
        return tenants.isEmpty()
                ? List.of()
                : tx.all(TAKE, row -> row.getString("tenant"), mapping, batch, lease.toMillis(), tenants);
    }

    /** Ends all that these batches hold. */
    static void end(Tx tx, List<String> batches) throws SQLException {
        tx.update(END, batches);
    }
}
