package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals at an interval, portion by portion until nothing waits. Every instance tries; the chain's lock lets one write at a time,
 * so an instance that dies is missed by nobody. Nobody waits for it: it has a thread of its own and one connection for the time
 * of a portion.
 */
public final class SealingJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealingJob.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final AuditSettings settings;
    private final Sealer sealer;
    private final Adoption adoption;
    private final List<String> tables;
    private final RareWarning warning = new RareWarning(LOG);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("audit-seal").factory());
    private volatile boolean open = true;

    /** A job, at rest until {@link #start}. */
    public SealingJob(AuditSettings settings, Database database, List<TableMapping> mappings) {
        this(settings, database, mappings, Adoption.OPEN, Sealer.Clock.OF_DATABASE);
    }

    SealingJob(
            AuditSettings settings,
            Database database,
            List<TableMapping> mappings,
            Duration adoptionOpen,
            Sealer.Clock clock) {
        this.settings = settings;
        this.sealer = new Sealer(database, settings.signingKey(), clock);
        this.adoption = new Adoption(database, sealer, adoptionOpen);
        this.tables = mappings.stream()
                .map(mapping -> Quoted.table(mapping.audit().table()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Begins to seal. */
    public void start() {
        long interval = settings.sealInterval().toMillis();
        Future<?> unused =
                timer.scheduleWithFixedDelay(this::guarded, Math.min(interval, 1000), interval, TimeUnit.MILLISECONDS);
    }

    private void guarded() {
        try {
            turn();
        } catch (DatabaseException failed) {
            if (failed.isUnreachable()) {
                LOG.debug("sealing waits for the database, SQLState {}", failed.sqlState());
            } else {
                warning.warn("audit rows could not be sealed (SQLState {}); they wait", failed.sqlState());
            }
        } catch (RuntimeException failed) {
            warning.warn(
                    "audit rows could not be sealed ({}); they wait",
                    failed.getClass().getSimpleName());
        }
    }

    /** Seals what waits, then takes over older rows, both as long as there are any and the job is open. */
    void turn() {
        boolean more = true;
        while (open && more) {
            more = sealer.portion() == Sealer.PORTION;
            for (String table : tables) {
                more |= open && adoption.portion(table);
            }
        }
    }

    @Override
    public void close() {
        open = false;
        timer.shutdown();
        try {
            if (!timer.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
