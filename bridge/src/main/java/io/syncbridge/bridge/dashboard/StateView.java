package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.FeedReport;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.bridge.store.QuietTimes;
import io.syncbridge.bridge.store.RecentConflicts;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the page shows at one moment, as JSON. Durations in milliseconds, times in ISO 8601. */
final class StateView {
    /** Over which rates and percentiles are told. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final Instant at;
    private final StatusReport status;
    private final Map<LagHistory.Line, LagHistory.Recent> lag;
    private final List<FeedReport.Feed> feeds;
    private final List<ParkedRecords.Parked> parked;
    private final List<RecentConflicts.Conflict> conflicts;
    private final Optional<ObjectNode> budget;
    private final List<TableMapping> mappings;
    private final List<String> problems;
    private final Set<Sessions.Role> written = EnumSet.noneOf(Sessions.Role.class);

    StateView(
            Instant at,
            StatusReport status,
            Map<LagHistory.Line, LagHistory.Recent> lag,
            List<FeedReport.Feed> feeds,
            List<ParkedRecords.Parked> parked,
            List<RecentConflicts.Conflict> conflicts,
            Optional<ObjectNode> budget,
            List<TableMapping> mappings) {
        this.at = at;
        this.status = status;
        this.lag = lag;
        this.feeds = feeds;
        this.parked = parked;
        this.conflicts = conflicts;
        this.budget = budget;
        this.mappings = mappings;
        this.problems = status.problems();
    }

    Instant at() {
        return at;
    }

    /** True when {@link #json} has been asked for this role. */
    boolean isWrittenFor(Sessions.Role role) {
        return written.contains(role);
    }

    /** All of it but the time: viewers see which records and fields, and only what is allowed of what is in them. */
    ObjectNode json(Contents contents) {
        written.add(contents.role());
        ObjectNode json = Json.object();
        new Verdict(status, problems, lag, at).write(json.putObject("verdict"));
        ArrayNode all = json.putArray("problems");
        problems.forEach(all::add);
        TableView tables = new TableView(lag, mappings);
        ArrayNode lines = json.putArray("tables");
        status.tables().forEach(table -> tables.write(lines.addObject(), table));
        ArrayNode ways = json.putArray("feeds");
        feeds.forEach(feed -> feed(ways.addObject(), feed));
        ArrayNode clocks = json.putArray("clocks");
        status.clocks()
                .forEach(clock -> clocks.addObject()
                        .put("side", clock.side())
                        .put("ahead_ms", clock.ahead().toMillis()));
        ArrayNode verified = json.putArray("verified");
        status.verified().forEach(last -> verified(verified.addObject(), last));
        ArrayNode quiet = json.putArray("quiet");
        status.quiet().now().forEach(rest -> quiet(quiet.addObject(), rest));
        budget.ifPresent(calls -> json.set("budget", calls));
        ArrayNode waiting = json.putArray("parked");
        parked.forEach(record -> parked(waiting.addObject(), record, contents));
        ArrayNode decided = json.putArray("conflicts");
        conflicts.forEach(conflict -> ConflictView.write(decided.addObject(), conflict, contents));
        return json;
    }

    private static void feed(ObjectNode json, FeedReport.Feed feed) {
        json.put("table", feed.mapping())
                .put("side", feed.side())
                .put("heard", feed.heard())
                .put("silent", feed.silent());
        feed.heardAt().ifPresent(when -> json.put("heard_at", when.toString()));
    }

    private static void verified(ObjectNode json, Verifications.Last last) {
        json.put("table", last.mapping())
                .put("rows", last.supabaseRows())
                .put("records", last.zapierRecords())
                .put("differing", last.differing())
                .put("on_their_way", last.onTheirWay())
                .put("took_ms", last.took().toMillis());
        last.completeAt().ifPresent(when -> json.put("at", when.toString()));
        last.trouble().ifPresent(trouble -> json.put("trouble", trouble));
    }

    private void quiet(ObjectNode json, QuietTimes.Quiet rest) {
        json.put("table", rest.mapping())
                .put("until", rest.until().toInstant().toString())
                .put("told", rest.told(at));
        rest.tenant().ifPresent(tenant -> json.put("tenant", tenant));
    }

    private static void parked(ObjectNode json, ParkedRecords.Parked record, Contents contents) {
        json.put("id", record.id())
                .put("table", record.mapping())
                .put("record", record.record())
                .put("stage", record.stage())
                .put("since", record.since().toString());
        if (contents.showsText()) {
            json.put("reason", record.reason());
        }
    }
}
