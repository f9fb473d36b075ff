package io.syncbridge.webhooks;

import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses that webhooks are sent to.
 *
 * <ul>
 *   <li>{@code POST /webhooks/supabase}: events of any mapped table
 *   <li>{@code POST /webhooks/supabase/{table}}: events of one mapping, by its name or its table's name
 *   <li>{@code POST /webhooks/zapier/{table}}: events of one mapping, by its name
 * </ul>
 *
 * Answers: 202 stored, 200 not for us, 400 malformed, 401 not known, 404 no such address, 405 not POST, 408 too slow, 413
 * too large, 415 wrong type, 429 and 503 with Retry-After. Refusals are RFC 9457 problems. Nothing that is sent can cause
 * any other 5xx.
 */
public final class WebhookRoutes {
    private static final String TABLE = "table";
    private static final String SUPABASE = "/webhooks/supabase";
    private static final String SUPABASE_TABLE = SUPABASE + "/{" + TABLE + "}";
    private static final String ZAPIER_TABLE = "/webhooks/zapier/{" + TABLE + "}";

    private final Address everySupabaseTable;
    private final Map<String, Address> supabaseTables = new HashMap<>();
    private final Map<String, Address> zapierTables = new HashMap<>();
    private final WebhookEndpoint supabase;
    private final WebhookEndpoint zapier;
    private final WebhookEvents events;
    private final WebhookLimits limits;
    private final SourceRates rates;

    /**
     * Prepares the addresses; {@link #register} opens them.
     *
     * @param mappings every mapping, names unique
     * @param clock decides on the age of signatures and the time a body may take
     * @throws IllegalArgumentException when a side has no secret and {@code security} is not insecure
     */
    public WebhookRoutes(
            Collection<TableMapping> mappings,
            WebhookSecurity security,
            WebhookLimits limits,
            Intake intake,
            InstantSource clock,
            WebhookEvents events) {
        this.events = events;
        this.limits = limits;
        this.rates = new SourceRates(limits.traffic(), clock);
        this.supabase = new WebhookEndpoint(Side.SUPABASE, security, limits, intake, clock);
        this.zapier = new WebhookEndpoint(Side.ZAPIER, security, limits, intake, clock);
        this.everySupabaseTable = new Address(WebhookEvents.UNKNOWN, new SupabaseWebhook(mappings));
        for (TableMapping mapping : mappings) {
            zapierTables.put(mapping.name(), new Address(mapping.name(), new ZapierWebhook(mapping)));
            // One table may serve several mappings; its name then stands for all of them, a mapping's name for one.
            String table = mapping.supabase().name();
            List<TableMapping> ofTable = mappings.stream()
                    .filter(other -> other.supabase().name().equals(table))
                    .toList();
            String label = ofTable.size() == 1 ? mapping.name() : WebhookEvents.UNKNOWN;
            supabaseTables.putIfAbsent(table, new Address(label, new SupabaseWebhook(ofTable)));
        }
        for (TableMapping mapping : mappings) {
            supabaseTables.put(mapping.name(), new Address(mapping.name(), new SupabaseWebhook(List.of(mapping))));
        }
    }

    /**
     * Declares the routes, answers everything else below {@code /webhooks} with 405 or 404, and makes the server's
     * settings safe for secrets in headers ({@link WebhookServerSettings}).
     */
    public void register(JavalinConfig config) {
        WebhookServerSettings.apply(config, limits);
        RoutesConfig routes = config.routes;
        Handler toSupabase = context -> answer(context, Side.SUPABASE, everySupabaseTable);
        Handler toSupabaseTable =
                context -> answer(context, Side.SUPABASE, address(supabaseTables, context.pathParam(TABLE)));
        Handler toZapierTable =
                context -> answer(context, Side.ZAPIER, address(zapierTables, context.pathParam(TABLE)));
        // A method without a meaning has no route, and the default answer would repeat it.
        routes.error(404, context -> {
            if (!HandlerType.commonHttp().contains(context.method())) {
                Problem.methodNotAllowed().fill(context);
            }
        });
        for (HandlerType method : HandlerType.commonHttp()) {
            boolean isPost = method.equals(HandlerType.POST);
            routes.addHttpHandler(method, SUPABASE, isPost ? toSupabase : notAllowed(Side.SUPABASE));
            routes.addHttpHandler(method, SUPABASE_TABLE, isPost ? toSupabaseTable : notAllowed(Side.SUPABASE));
            routes.addHttpHandler(method, ZAPIER_TABLE, isPost ? toZapierTable : notAllowed(Side.ZAPIER));
            routes.addHttpHandler(method, "/webhooks", WebhookRoutes::notFound);
            routes.addHttpHandler(method, "/webhooks/*", WebhookRoutes::notFound);
        }
    }

    private static Address address(Map<String, Address> addresses, String table) {
        return addresses.getOrDefault(
                table,
                new Address(
                        WebhookEvents.UNKNOWN,
                        (body, isForm) -> new Parsed.Ignored("no mapping has the address's name")));
    }

    private void answer(Context context, Side side, Address address) throws IOException {
        RequestHeaders headers = RequestHeaders.of(context.req());
        Origin origin = Origin.of(headers);
        context.res().setHeader(Origin.HEADER, origin.requestId());
        if (!rates.permits(rates.source(context.req().getRemoteAddr(), headers))) {
            send(context, side, Outcome.of(Problem.tooOften()).orMapping(address.mapping()));
            return;
        }
        WebhookEndpoint endpoint = switch (side) {
            case SUPABASE -> supabase;
            case ZAPIER -> zapier;
        };
        send(
                context,
                side,
                endpoint.receive(context.req(), origin, address.parser()).orMapping(address.mapping()));
    }

    private Handler notAllowed(Side side) {
        return context -> send(context, side, Outcome.of(Problem.methodNotAllowed()));
    }

    private void send(Context context, Side side, Outcome outcome) throws IOException {
        events.received(side, outcome.mapping(), outcome.answer().status());
        outcome.answer().writeTo(context.res());
    }

    private static void notFound(Context context) throws IOException {
        Problem.notFound().writeTo(context.res());
    }

    /** What stands behind one address. */
    private record Address(String mapping, BodyParser parser) {}
}
