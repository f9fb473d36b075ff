package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.RecordSearch;
import io.syncbridge.bridge.store.RecordSearch.Match;
import io.syncbridge.webhooks.CallerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The routes of the page and of what it reads and does. Without an admin token there is a page that says how to set one, and
 * nothing else. Every action is a POST with the session's CSRF text in {@code X-CSRF-Token}.
 */
public final class Dashboard implements AutoCloseable {
    private static final Map<String, Span> SPANS = Map.of(
            "15m", new Span(Duration.ofMinutes(15), Duration.ofMinutes(1)),
            "1h", new Span(Duration.ofHours(1), Duration.ofMinutes(1)),
            "24h", new Span(Duration.ofHours(24), Duration.ofMinutes(15)),
            "7d", new Span(Duration.ofDays(7), Duration.ofHours(2)),
            "14d", new Span(Duration.ofDays(14), Duration.ofHours(4)));
    private static final int MOST_TYPED = 300;

    /** How far a chart reaches back, and the time of one point. */
    private record Span(Duration whole, Duration step) {}

    private final Gate gate;
    private final StateFeed state;
    private final LiveState live;
    private final LagHistory lag;
    private final RecordSearch search;
    private final ParkedActions parked;
    private final UndoAction undo;
    private final RecordLook records;

    /**
     * Prepares; {@link #register} opens the routes.
     *
     * @param adminToken opens the page; empty for none
     */
    public Dashboard(Optional<String> adminToken, Sources sources) {
        this(adminToken, sources, new CallerAddress(Set.of()));
    }

    /**
     * As the other.
     *
     * @param callers tells who logs in, behind a proxy too: wrong tokens are counted by address
     */
    public Dashboard(Optional<String> adminToken, Sources sources, CallerAddress callers) {
        this.gate = new Gate(adminToken.map(token -> new Sessions(token, sources.clock())), callers);
        this.state = new StateFeed(sources);
        this.live = new LiveState(state, sources.clock());
        this.lag = new LagHistory(sources.database());
        this.search = new RecordSearch(sources.database(), sources.mappings());
        this.parked = new ParkedActions(sources);
        this.undo = new UndoAction(sources);
        this.records = new RecordLook(sources);
    }

    /** Declares the routes. */
    public void register(RoutesConfig routes) {
        Pages pages = new Pages();
        routes.get("/", pages::index);
        routes.get("/assets/{name}", pages::asset);
        routes.get("/api/openapi.yaml", pages::description);
        routes().forEach(route -> route.declare(routes));
    }

    /** What the description describes. */
    List<Route> routes() {
        return List.of(
                Route.get("/api/session", gate::tell),
                Route.post("/api/session", gate::login),
                new Route(Route.Method.DELETE, "/api/session", gate.acting(Sessions.Role.VIEWER, gate::logout)),
                Route.post("/api/share", acting(gate::share)),
                Route.get("/api/state", gate.looking(this::state)),
                Route.get("/api/events", gate.looking(live::tell)),
                Route.get("/api/chart", gate.looking((context, session) -> chart(context))),
                Route.get("/api/search", gate.looking((context, session) -> search(context))),
                Route.get("/api/records/{table}/{id}", gate.looking(records::show)),
                Route.post("/api/parked/retry", acting(parked::retryAll)),
                Route.post("/api/parked/{id}/retry", acting(parked::retry)),
                Route.post("/api/parked/{id}/take/{side}", acting(parked::take)),
                Route.post("/api/undo", acting(undo::run)));
    }

    private Handler acting(Handler action) {
        return gate.acting(Sessions.Role.ADMIN, action);
    }

    private void state(Context context, Sessions.Session session) {
        state.now(session.role())
                .ifPresentOrElse(
                        told -> Json.answer(context, 200, told.json()),
                        () -> Json.problem(context, 503, "the database does not answer"));
    }

    private void chart(Context context) {
        Span span = SPANS.get(Optional.ofNullable(context.queryParam("span")).orElse("1h"));
        String table = Optional.ofNullable(context.queryParam("table")).orElse("");
        if (span == null || table.isEmpty()) {
            Json.problem(context, 400, "give table, and span as one of 15m, 1h, 24h, 7d, 14d");
            return;
        }
        Json.answer(context, 200, ChartView.json(lag.chart(table, span.whole(), span.step())));
    }

    private void search(Context context) {
        String text = Optional.ofNullable(context.queryParam("q")).orElse("").strip();
        if (text.isEmpty() || text.length() > MOST_TYPED) {
            Json.problem(context, 400, "give q: a key, a Zapier record id, a sync id or a unique field's value");
            return;
        }
        ObjectNode answer = Json.object();
        ArrayNode matches = answer.putArray("matches");
        for (Match match : search.find(text)) {
            matches.addObject()
                    .put("table", match.mapping())
                    .put("record", match.record())
                    .put("by", match.by());
        }
        Json.answer(context, 200, answer);
    }

    /** Ends the streams of those who look. */
    @Override
    public void close() {
        live.close();
    }
}
