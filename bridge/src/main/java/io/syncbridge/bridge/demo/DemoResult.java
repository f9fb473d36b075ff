package io.syncbridge.bridge.demo;

import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncCounters;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.ApiCounts;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What a full comparison found.
 *
 * @param records records compared
 * @param differences what differs; for the append-only table, a count that is not one row per record
 */
record DemoResult(long records, List<String> differences) {

    static DemoResult measure(DemoStack stack) throws SQLException {
        List<String> differences = new ArrayList<>();
        long records = 0;
        for (Link link : stack.bridge().links()) {
            switch (stack.bridge().verify(link, Patience.USUAL)) {
                case Verified.Complete found -> {
                    records += found.zapierRecords();
                    found.differences()
                            .forEach(difference -> differences.add(
                                    found.mapping() + " " + difference.record() + " " + difference.what()));
                    found.onTheirWay()
                            .forEach(record -> differences.add(found.mapping() + " " + record + " is still moving"));
                }
                case Verified.Broken broken -> differences.add(broken.mapping() + ": " + broken.reason());
            }
        }
        // A record that came twice would pass a comparison in the table's direction.
        long audited = stack.zapier().table(AgentTables.AUDIT_LOG).records().size();
        long rows = count(stack.application(), "select count(*) from audit_log where actor <> 'sync-bridge'");
        if (audited != rows) {
            differences.add("audit_log has " + rows + " rows for " + audited + " Zapier records");
        }
        return new DemoResult(records, List.copyOf(differences));
    }

    void print(PrintWriter out, Traffic traffic, List<Lag> lags, DemoStack stack, long loops) {
        SyncCounters.Figures figures = stack.bridge().figures();
        ApiCounts api = stack.zapier().counts();
        out.println();
        line(
                out,
                "changes made",
                "%,d  (Zapier %,d, Supabase %,d, the same record on both sides at once %,d)"
                        .formatted(
                                traffic.onZapier() + traffic.onSupabase(),
                                traffic.onZapier(),
                                traffic.onSupabase(),
                                traffic.collisions()));
        for (Lag lag : lags) {
            line(
                    out,
                    "lag " + lag.arrow(),
                    "p50 %.0f ms   p99 %.0f ms   worst %.0f ms   (%,d audited writes)"
                            .formatted(lag.p50(), lag.p99(), lag.worst(), lag.changes()));
        }
        line(
                out,
                "writes per change",
                "Supabase %.2f   Zapier %.2f   (bridge's writes ÷ changes on the other side)"
                        .formatted(
                                ratio(stack.rowsWrittenByBridge(), traffic.onZapier()),
                                ratio(stack.recordsWrittenByBridge(), traffic.onSupabase())));
        line(out, "Zapier API calls", "%,d reads, %,d writes".formatted(api.reads(), api.writes()));
        line(
                out,
                "conflicts",
                "%,d   echoes %,d   retries %,d   parked %,d"
                        .formatted(figures.conflicts(), figures.echoes(), figures.retries(), figures.parked()));
        line(out, "writes once quiet", "%,d".formatted(loops));
        line(out, "differences", "%,d in %,d records, both sides read in full".formatted(differences.size(), records));
        differences.stream().limit(10).forEach(difference -> out.println("    " + difference));
        out.flush();
    }

    private static void line(PrintWriter out, String name, String text) {
        out.println("  " + name + " ".repeat(Math.max(1, 26 - name.length())) + text);
    }

    private static double ratio(long writes, long changes) {
        return changes == 0 ? 0 : (double) writes / changes;
    }

    private static long count(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
