package io.syncbridge.bridge;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.syncbridge.bridge.alert.AlertWatch;
import io.syncbridge.bridge.audit.SealingJob;
import io.syncbridge.bridge.capture.CaptureDrain;
import io.syncbridge.bridge.capture.WholeTableLooks;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.dashboard.Dashboard;
import io.syncbridge.bridge.feed.FeedWatch;
import io.syncbridge.bridge.feed.Feeds;
import io.syncbridge.bridge.feed.Listening;
import io.syncbridge.bridge.inbox.TriggerInboxes;
import io.syncbridge.bridge.metrics.Conditions;
import io.syncbridge.bridge.metrics.SyncMetrics;
import io.syncbridge.bridge.ops.HealthRoutes;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.sweep.SweepSchedule;
import io.syncbridge.bridge.sync.HintIntake;
import io.syncbridge.bridge.sync.IntakePressure;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.VerifySchedule;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.CallerAddress;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.WebhookRoutes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Everything that runs while the bridge serves: workers, the ways in, sweeps, watches and the web server. Opened in that
 * order, closed in reverse.
 */
final class Service implements AutoCloseable {
    private final Opened opened = new Opened();
    private final BridgeConfig config;
    private final DataSource pool;
    private final Database intakeDatabase;
    private final Map<String, SyncWorker> workers;
    private final ZapierTablesClient zapier;
    private final SweepSchedule sweeps;
    private final SyncMetrics metrics;
    private final Telemetry telemetry;
    private final IntakePressure pressure;
    private volatile Optional<TriggerInboxes> inboxes = Optional.empty();

    Service(
            BridgeConfig config,
            DataSource pool,
            DataSource intakePool,
            ZapierTablesClient zapier,
            Map<String, SyncWorker> workers,
            Telemetry telemetry,
            IntakePressure pressure) {
        this.config = config;
        this.pool = pool;
        this.intakeDatabase = new Database(intakePool);
        this.workers = workers;
        this.zapier = zapier;
        this.telemetry = telemetry;
        this.pressure = pressure;
        this.metrics = telemetry.metrics();
        metrics.watch(workers.values(), zapier);
        metrics.refreshed(() -> StatusReport.read(intakeDatabase), () -> Conditions.read(intakeDatabase), zapier);
        VerifySchedule verify = new VerifySchedule(workers, new Database(pool), zapier.background(), Patience.USUAL);
        this.sweeps = new SweepSchedule(
                pool,
                workers,
                zapier.background(),
                config.sweepInterval(),
                config.verifyInterval().map(verify::task),
                InstantSource.system());
    }

    /** Starts everything; answers the port that is listened on. */
    int start() {
        workers.values().forEach(SyncWorker::start);
        Listening listening = sources();
        int port = listen(listening);
        opened.keep(sweeps);
        sweeps.start();
        FeedWatch watch = opened.keep(new FeedWatch(
                new Feeds(new Database(pool)),
                workers,
                listening,
                sweeps::soon,
                zapier.serverClock()::ahead,
                InstantSource.system()));
        watch.start();
        AlertWatch alerts = opened.keep(new AlertWatch(
                config.alerts(),
                new Database(pool),
                config.mappings(),
                config.credentials().fingerprint(config.zapierUrl()),
                config.rateLimit(),
                InstantSource.system()));
        alerts.start();
        SealingJob sealing = opened.keep(new SealingJob(config.audit(), new Database(pool), config.mappings()));
        sealing.start();
        return port;
    }

    /** How the trigger inboxes are doing, by mapping name. */
    Map<String, TriggerInboxes.Figures> inboxes() {
        return inboxes.map(TriggerInboxes::figures).orElse(Map.of());
    }

    void sweepSoon(String mapping) {
        sweeps.soon(mapping);
    }

    private Listening sources() {
        Map<String, TableMapping> mappings =
                config.mappings().stream().collect(Collectors.toMap(TableMapping::name, Function.identity()));
        Intake store = opened.keep(new HintIntake(intakeDatabase, mappings, pressure, this::nudge));
        Listening listening = new Listening(telemetry.around(store));
        List<TableSync> tables =
                workers.values().stream().map(SyncWorker::table).toList();
        TriggerInboxes messages = opened.keep(new TriggerInboxes(config, tables, listening, InstantSource.system()));
        inboxes = Optional.of(messages);
        messages.start();
        CaptureDrain captured = opened.keep(
                new CaptureDrain(intakeDatabase, mappings.values(), mapping -> captured(mapping, listening)));
        captured.start();
        opened.keep(captured.listener(config.database()));
        return listening;
    }

    private void captured(String mapping, Listening listening) {
        listening.heard(mapping, Side.SUPABASE, 1);
        nudge(mapping);
        if (intakeDatabase.transaction(tx -> WholeTableLooks.asked(tx, mapping)).isPresent()) {
            sweeps.soon(mapping);
        }
    }

    private int listen(Listening listening) {
        WebhookRoutes webhooks = new WebhookRoutes(
                config.mappings(),
                config.security(),
                config.limits(),
                listening,
                InstantSource.system(),
                metrics::webhook);
        HealthRoutes health = new HealthRoutes(this::isDatabaseReachable, this::areWorkersAlive);
        Dashboard page = opened.keep(new Dashboard(
                config.adminToken().map(Secret::value),
                DashboardSources.of(config, intakeDatabase, workers, zapier),
                new CallerAddress(config.limits().traffic().proxies())));
        Javalin server = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            webhooks.register(javalin);
            health.register(javalin.routes);
            page.register(javalin.routes);
            javalin.routes.get("/metrics", this::showMetrics);
        });
        server.start(config.bind(), config.port());
        opened.keep(server::stop);
        return server.port();
    }

    private void showMetrics(Context context) {
        try {
            boolean open = Optional.ofNullable(context.header("Accept"))
                    .filter(accepted -> accepted.contains("application/openmetrics-text"))
                    .isPresent();
            String type = open ? SyncMetrics.OPEN_METRICS : SyncMetrics.TEXT;
            context.contentType(type)
                    .result(metrics.scrape(
                            StatusReport.read(intakeDatabase), Conditions.read(intakeDatabase), zapier, type));
        } catch (DatabaseException down) {
            context.status(503).contentType("text/plain").result("the database does not answer\n");
        }
    }

    private void nudge(String mapping) {
        Optional.ofNullable(workers.get(mapping)).ifPresent(SyncWorker::nudge);
    }

    private boolean isDatabaseReachable() {
        try {
            return intakeDatabase.transaction(
                    tx -> tx.first("select 1", row -> true).isPresent());
        } catch (DatabaseException down) {
            return false;
        }
    }

    private boolean areWorkersAlive() {
        return workers.values().stream().allMatch(SyncWorker::isAlive);
    }

    @Override
    public void close() {
        // All at once, so that their last batches end side by side.
        workers.values().forEach(SyncWorker::stop);
        opened.close();
    }
}
