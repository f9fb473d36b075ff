package io.syncbridge.bridge.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tenants of a mapping that have due records, in turn: each call goes on behind the last tenant that the one before
 * answered. Costs one look into an index for each tenant with waiting records that it passes, however many they are.
 */
final class DueTenants {
    private static final int LOOKS = 100;
    private static final String NEXT = """
            with recursive next as (
              (select tenant, due_at, 1 as nr from bridge.sync_record
                where mapping = ? and tenant > ? and tenant is not null and due_at is not null
                order by tenant, due_at limit 1)
              union all
              select later.tenant, later.due_at, next.nr + 1
                from next cross join lateral (
                  select tenant, due_at from bridge.sync_record
                   where mapping = ? and tenant > next.tenant and tenant is not null and due_at is not null
                   order by tenant, due_at limit 1) later
               where next.nr < ?)
            select tenant, due_at <= clock_timestamp() as due from next order by nr
            """;

    private final String mapping;
    private volatile String last = "";

    DueTenants(String mapping) {
        this.mapping = mapping;
    }

    private record Found(String tenant, boolean due) {}

    /** Up to so many tenants with a due record, without those to be passed over. */
    List<String> next(Tx tx, Set<String> passedOver, int most) throws SQLException {
        Set<String> chosen = new LinkedHashSet<>();
        String after = last;
        boolean again = !after.isEmpty();
        while (chosen.size() < most) {
            List<Found> found = tx.all(
                    NEXT,
                    row -> new Found(row.getString("tenant"), row.getBoolean("due")),
                    mapping,
                    after,
                    mapping,
                    LOOKS);
            for (Found one : found) {
                if (one.due() && !passedOver.contains(one.tenant()) && chosen.size() < most) {
                    chosen.add(one.tenant());
                    last = one.tenant();
                }
            }
            if (found.size() == LOOKS) {
                after = found.getLast().tenant();
            } else if (again) {
                after = "";
                again = false;
            } else {
                break;
            }
        }
        return new ArrayList<>(chosen);
    }
}
