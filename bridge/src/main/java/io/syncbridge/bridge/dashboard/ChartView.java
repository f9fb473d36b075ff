package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import java.util.List;
import java.util.Map;

/** A lag chart as JSON: by direction a list of points with p50, p95 and p99 in milliseconds. */
final class ChartView {
    private ChartView() {}

    static ObjectNode json(Map<String, List<LagHistory.Point>> chart) {
        ObjectNode json = Json.object();
        chart.forEach((direction, points) -> {
            ArrayNode line = json.putArray(direction);
            for (LagHistory.Point point : points) {
                LagHistory.Percentiles lag = point.percentiles();
                line.addObject()
                        .put("at", point.at().toString())
                        .put("changes", lag.changes())
                        .put("p50_ms", lag.p50().toMillis())
                        .put("p95_ms", lag.p95().toMillis())
                        .put("p99_ms", lag.p99().toMillis());
            }
        });
        return json;
    }
}
