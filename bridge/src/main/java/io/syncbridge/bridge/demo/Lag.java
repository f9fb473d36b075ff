package io.syncbridge.bridge.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * How long changes took, from the bridge's audit rows: the change's own time (Zapier's edited_at, Supabase's updated_at)
 * to the audit row that was written with it, both by clocks of this machine.
 *
 * @param direction {@code tables_to_supabase} or {@code supabase_to_tables}
 * @param changes how many
 * @param p50 median in milliseconds
 * @param p99 99th percentile in milliseconds
 * @param worst the largest in milliseconds
 */
record Lag(String direction, long changes, double p50, double p99, double worst) {
    private static final String QUERY = """
            select metadata->>'sync_direction' as direction, count(*) as changes,
                   percentile_cont(0.5)  within group (order by (metadata->>'lag_ms')::numeric) as p50,
                   percentile_cont(0.99) within group (order by (metadata->>'lag_ms')::numeric) as p99,
                   max((metadata->>'lag_ms')::numeric) as worst
              from audit_log
             where actor = 'sync-bridge' and action like '%\\_synced' and timestamp > now() - ? * interval '1 second'
             group by 1 order by 1 desc
            """;

    static List<Lag> overTheLast(int seconds, DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setInt(1, seconds);
            try (ResultSet rows = statement.executeQuery()) {
                List<Lag> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(new Lag(
                            rows.getString("direction"),
                            rows.getLong("changes"),
                            rows.getDouble("p50"),
                            rows.getDouble("p99"),
                            rows.getDouble("worst")));
                }
                return all;
            }
        }
    }

    String arrow() {
        return direction.equals("tables_to_supabase") ? "Zapier → Supabase" : "Supabase → Zapier";
    }
}
