package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.FeedReport;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.bridge.store.RecentConflicts;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Sweeps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page shows, as JSON. Durations in milliseconds, times in ISO 8601.
 *
 * @param lag by line, over {@link #WINDOW}
 */
record StateView(
        Instant at,
        StatusReport status,
        Map<LagHistory.Line, LagHistory.Recent> lag,
        List<FeedReport.Feed> feeds,
        List<ParkedRecords.Parked> parked,
        List<RecentConflicts.Conflict> conflicts) {
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** The JSON for a role: viewers see which records and fields, never what is in them. */
    ObjectNode json(Sessions.Role role) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", at.toString());
        List<String> problems = status.problems();
        new Verdict(status, lag, at).write(json.putObject("verdict"));
        ArrayNode all = json.putArray("problems");
        problems.forEach(all::add);
        ArrayNode tables = json.putArray("tables");
        status.tables().forEach(table -> table(tables.addObject(), table));
        ArrayNode ways = json.putArray("feeds");
        feeds.forEach(feed -> feed(ways.addObject(), feed));
        ArrayNode clocks = json.putArray("clocks");
        status.clocks()
                .forEach(clock -> clocks.addObject()
                        .put("side", clock.side())
                        .put("ahead_ms", clock.ahead().toMillis()));
        ArrayNode waiting = json.putArray("parked");
        parked.forEach(record -> parked(waiting.addObject(), record, role));
        ArrayNode decided = json.putArray("conflicts");
        conflicts.forEach(conflict -> ConflictView.write(decided.addObject(), conflict, role));
        return json;
    }

    private void table(ObjectNode json, StatusReport.Table table) {
        json.put("name", table.mapping())
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

    private static void feed(ObjectNode json, FeedReport.Feed feed) {
        json.put("table", feed.mapping())
                .put("side", feed.side())
                .put("heard", feed.heard())
                .put("silent", feed.silent());
        feed.heardAt().ifPresent(when -> json.put("heard_at", when.toString()));
    }

    private static void parked(ObjectNode json, ParkedRecords.Parked record, Sessions.Role role) {
        json.put("id", record.id())
                .put("table", record.mapping())
                .put("record", record.record())
                .put("stage", record.stage());
        if (role == Sessions.Role.ADMIN) {
            json.put("reason", record.reason()); // may quote a value of the record
        }
    }
}
