package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One table's line on the page, each direction by itself. */
record TableView(Map<LagHistory.Line, LagHistory.Recent> lag, List<TableMapping> mappings) {

    void write(ObjectNode json, StatusReport.Table table) {
        json.put("name", table.mapping())
                .put("one_way", isOneWay(table.mapping()))
                .put("pending", table.pending())
                .put("behind_ms", table.behind().toMillis())
                .put("parked", table.parked())
                .put("in_doubt", table.inDoubt());
        table.paused().ifPresent(reason -> json.put("paused", reason));
        table.sweep().ifPresent(sweep -> compared(json.putObject("compared"), sweep));
        ObjectNode directions = json.putObject("directions");
        lag.forEach((line, recent) -> {
            if (line.mapping().equals(table.mapping())) {
                direction(directions.putObject(line.direction()), recent);
            }
        });
    }

    private boolean isOneWay(String name) {
        return mappings.stream().anyMatch(mapping -> mapping.name().equals(name) && mapping.mode() != SyncMode.TWO_WAY);
    }

    private static void compared(ObjectNode json, Sweeps.Last sweep) {
        sweep.completeAt().ifPresent(when -> json.put("at", when.toString()));
        json.put("rows", sweep.supabaseRows())
                .put("records", sweep.zapierRecords())
                .put("differed", sweep.found());
        sweep.trouble().ifPresent(trouble -> json.put("trouble", trouble));
    }

    private static void direction(ObjectNode json, LagHistory.Recent recent) {
        json.put("last_at", recent.last().at().toString())
                .put("last_ms", recent.last().lag().toMillis());
        Optional<LagHistory.Percentiles> window = recent.window();
        json.put("changes", window.map(LagHistory.Percentiles::changes).orElse(0L));
        window.ifPresent(lately -> json.put("p50_ms", lately.p50().toMillis())
                .put("p95_ms", lately.p95().toMillis())
                .put("p99_ms", lately.p99().toMillis()));
    }
}
