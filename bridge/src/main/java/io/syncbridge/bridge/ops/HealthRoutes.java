package io.syncbridge.bridge.ops;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** {@code /healthz}: the process answers. {@code /readyz}: the database is reachable and the workers run. */
public final class HealthRoutes {
    private final BooleanSupplier databaseReachable;
    private final BooleanSupplier workersAlive;

    /** Routes over two questions that are asked at every request. */
    public HealthRoutes(BooleanSupplier databaseReachable, BooleanSupplier workersAlive) {
        this.databaseReachable = databaseReachable;
        this.workersAlive = workersAlive;
    }

    /** Declares the routes. */
    public void register(RoutesConfig routes) {
        routes.get("/healthz", context -> answer(context, 200, "ok"));
        routes.get("/readyz", context -> {
            if (!databaseReachable.getAsBoolean()) {
                answer(context, 503, "database not reachable");
            } else if (!workersAlive.getAsBoolean()) {
                answer(context, 503, "a worker has stopped");
            } else {
                answer(context, 200, "ready");
            }
        });
    }

    private static void answer(Context context, int status, String word) {
        context.status(status).contentType("application/json").header("Cache-Control", "no-store");
        context.result("{\"status\":\"" + word + "\"}");
    }
}
