package io.syncbridge.bridge.alert;

import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at an interval, on one instance of all, and sends what is to be told. Not a job of the scheduler that sweeps: when
 * things go wrong its threads are busy, and this must be on time then. A turn lasts milliseconds, so whoever finds it due takes
 * it, and an instance that dies is missed by nobody. Sending has a thread of its own: a receiver that hangs delays no look.
 */
public final class AlertWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);
    private static final Duration MAIL_ROUND = Duration.ofSeconds(2);
    private static final int MOST_IN_A_ROUND = 50;

    private final AlertSettings settings;
    private final Figures figures;
    private final IncidentStore incidents;
    private final Deliveries deliveries;
    private final AlertSender sender;
    private final RareWarning fault = new RareWarning(LOG);
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("alerts").factory());
    private final ScheduledExecutorService mail = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("alert-mail").factory());
    private volatile boolean open = true;

    /**
     * A watch, at rest until {@link #start}.
     *
     * @param account of Zapier, as budget and pauses name it
     * @param clock for the signatures of what is sent
     */
    public AlertWatch(
            AlertSettings settings,
            Database database,
            List<TableMapping> mappings,
            String account,
            Optional<RateLimit> limit,
            InstantSource clock) {
        this.settings = settings;
        this.sender = new AlertSender(clock);
        this.figures =
                new Figures(database, mappings, account, limit, settings.pace().window());
        this.incidents = new IncidentStore(database);
        this.deliveries = new Deliveries(database, settings.page());
    }

    /** Begins to look and to send. */
    public void start() {
        long interval = settings.pace().interval().toMillis();
        Future<?> unused = looks.scheduleWithFixedDelay(
                () -> guarded(this::look), Math.min(interval, 5000), interval, TimeUnit.MILLISECONDS);
        if (!settings.targets().isEmpty()) {
            unused = mail.scheduleWithFixedDelay(
                    () -> guarded(this::sendAll), 0, MAIL_ROUND.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        if (!incidents.takesTurn(settings.pace().interval())) {
            return;
        }
        Judged judged = Verdicts.of(settings, figures.read());
        List<Incidents.Turn> turns = incidents.decide(judged, settings);
        turns.forEach(AlertWatch::log);
        if (open && !turns.isEmpty() && !settings.targets().isEmpty()) {
            Future<?> unused = mail.schedule(() -> guarded(this::sendAll), 0, TimeUnit.MILLISECONDS);
        }
    }

    private static void log(Incidents.Turn turn) {
        switch (turn) {
            case Incidents.Turn.Begin begin -> {
                if (begin.open()) {
                    opened(begin.firing());
                }
            }
            case Incidents.Turn.Open told -> opened(told.firing());
            case Incidents.Turn.Heal heal ->
                LOG.info(
                        "alert {} is over after {}: {}",
                        heal.incident().rule().label(),
                        Verdicts.span(heal.lasted()),
                        heal.incident().summary());
            case Incidents.Turn.Seen seen -> {}
            case Incidents.Turn.Remind remind -> {}
            case Incidents.Turn.Drop drop -> {}
        }
    }

    private static void opened(Firing firing) {
        LOG.warn("alert {}: {}; {}", firing.key().rule().label(), firing.summary(), firing.remedy());
    }

    private void sendAll() {
        for (AlertTarget target : settings.targets()) {
            boolean more = true;
            for (int sent = 0; more && open && sent < MOST_IN_A_ROUND; sent++) {
                more = sendNext(target);
            }
        }
    }

    /** False when nothing is due, or the target does not take it. */
    private boolean sendNext(AlertTarget target) {
        Optional<Deliveries.Delivery> next = deliveries.take(target);
        if (next.isEmpty()) {
            return false;
        }
        return switch (sender.send(target, next.get().message())) {
            case AlertSender.Result.Delivered delivered -> {
                deliveries.delivered(next.get());
                yield true;
            }
            case AlertSender.Result.Failed failed -> {
                deliveries.failed(next.get(), failed);
                LOG.warn("an alert could not be sent to {}: {}", target.label(), failed.reason());
                yield false;
            }
        };
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (DatabaseException down) {
            // The workers say that the database is away; a look that is left out is taken by the next.
            LOG.debug("alerts wait for the database, SQLState {}", down.sqlState());
        } catch (RuntimeException failed) {
            fault.warn("alerts could not be looked at ({})", failed.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        open = false;
        looks.shutdownNow();
        mail.shutdownNow();
        sender.close();
    }
}
