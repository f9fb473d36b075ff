package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The routes of the page and of what it reads and does. Without an admin token there is a page that says how to set one, and
 * nothing else. Every action is a POST with the session's CSRF text in {@code X-CSRF-Token}.
 */
public final class Dashboard implements AutoCloseable {
    private static final Map<String, Span> SPANS = Map.of(
            "1h", new Span(Duration.ofHours(1), Duration.ofMinutes(1)),
            "24h", new Span(Duration.ofHours(24), Duration.ofMinutes(15)),
            "7d", new Span(Duration.ofDays(7), Duration.ofHours(2)));
    private static final Duration SHARED_FOR = Duration.ofDays(7);

    /** How far a chart reaches back, and the time of one point. */
    private record Span(Duration whole, Duration step) {}

    private final Gate gate;
    private final StateFeed state;
    private final LiveState live;
    private final LagHistory lag;
    private final ParkedRecords parked;

    /**
     * Prepares; {@link #register} opens the routes.
     *
     * @param adminToken opens the page; empty for none
     */
    public Dashboard(
            Optional<String> adminToken, Database database, Collection<TableMapping> mappings, InstantSource clock) {
        this.gate = new Gate(adminToken.map(token -> new Sessions(token, clock)));
        this.state = new StateFeed(database, mappings, clock);
        this.live = new LiveState(state, clock);
        this.lag = new LagHistory(database);
        this.parked = new ParkedRecords(database);
    }

    /** Declares the routes. */
    public void register(RoutesConfig routes) {
        Pages pages = new Pages();
        routes.get("/", pages::index);
        routes.get("/assets/{name}", pages::asset);
        routes.get("/api/session", gate::tell);
        routes.post("/api/session", gate::login);
        routes.delete("/api/session", gate.acting(Sessions.Role.VIEWER, gate::logout));
        routes.post("/api/share", gate.acting(Sessions.Role.ADMIN, context -> {
            ObjectNode answer = Json.object().put("share", gate.share(SHARED_FOR));
            Json.answer(context, 200, answer.put("days", SHARED_FOR.toDays()));
        }));
        routes.get(
                "/api/state",
                gate.looking((context, session) -> state.now()
                        .ifPresentOrElse(
                                now -> Json.answer(context, 200, now.json(session.role())),
                                () -> Json.problem(context, 503, "the database does not answer"))));
        routes.get("/api/events", gate.looking(live::tell));
        routes.get("/api/chart", gate.looking((context, session) -> chart(context)));
        routes.post(
                "/api/parked/retry",
                acting(context -> Json.answer(context, 200, Json.object().put("requeued", parked.requeue(10_000)))));
        routes.post("/api/parked/{id}/retry", acting(context -> retry(context, Optional.empty())));
        routes.post("/api/parked/{id}/take/{side}", acting(context -> retry(context, side(context))));
    }

    private Handler acting(Handler action) {
        return gate.acting(Sessions.Role.ADMIN, action);
    }

    private void chart(Context context) {
        Span span = SPANS.get(Optional.ofNullable(context.queryParam("span")).orElse("1h"));
        String table = Optional.ofNullable(context.queryParam("table")).orElse("");
        if (span == null || table.isEmpty()) {
            Json.problem(context, 400, "give table, and span as one of 1h, 24h, 7d");
            return;
        }
        Json.answer(context, 200, ChartView.json(lag.chart(table, span.whole(), span.step())));
    }

    private static Optional<Side> side(Context context) {
        return switch (context.pathParam("side")) {
            case "supabase" -> Optional.of(Side.SUPABASE);
            case "zapier" -> Optional.of(Side.ZAPIER);
            default -> Optional.empty();
        };
    }

    private void retry(Context context, Optional<Side> side) {
        boolean isSideAsked = context.pathParamMap().containsKey("side");
        String id = context.pathParam("id");
        if (!id.matches("\\d{1,18}") || (isSideAsked && side.isEmpty())) {
            Json.problem(context, 400, "give a parked record's number, and supabase or zapier for the side");
        } else if (parked.retry(Long.parseLong(id), side)) {
            Json.answer(context, 200, Json.object().put("requeued", 1));
        } else {
            Json.problem(context, 404, "no record is parked under this number any more");
        }
    }

    /** Ends the streams of those who look. */
    @Override
    public void close() {
        live.close();
    }
}
