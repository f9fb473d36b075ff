package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Heard;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Origin;
import io.syncbridge.webhooks.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores hints durably, then tells the workers.
 *
 * <p>Supabase sends a burst of 200 on 200 connections in the same moment and never sends one again, so whatever arrives
 * while a commit is under way shares the next one: the more come, the fewer commits each costs. A request is answered
 * only after the commit that holds its hints, or refused within two seconds.
 */
public final class HintIntake implements Intake, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HintIntake.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(1900);
    private static final int MOST_WAITING = 5000;
    private static final int MOST_TOGETHER = 200;
    private static final int WRITERS = 2;
    /** A pass holds its record's row for milliseconds; one that is frozen in the middle must not hold up the others. */
    private static final String NO_LONG_WAIT = "select set_config('lock_timeout', '800', true)";

    private final Database database;
    private final Map<String, TableMapping> mappings;
    private final IntakePressure pressure;
    private final Consumer<String> nudge;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<Thread> writers = new ArrayList<>();
    private final RareWarning notStored = new RareWarning(LOG);

    /** What one transaction stores. */
    private record Batch(List<Heard> keys, List<Heard> records) {}

    private record Waiting(List<Hint> hints, Optional<Origin> origin, CompletableFuture<Receipt> receipt) {}

    /**
     * An intake, at work until it is closed.
     *
     * @param database with a pool of its own, so that busy workers never keep a webhook waiting
     * @param mappings by name
     * @param pressure told how many wait
     * @param nudge told the mapping's name once its hints are stored
     */
    public HintIntake(
            Database database, Map<String, TableMapping> mappings, IntakePressure pressure, Consumer<String> nudge) {
        this.database = database;
        this.mappings = Map.copyOf(mappings);
        this.pressure = pressure;
        this.nudge = nudge;
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofVirtual().name("intake-" + i).start(this::write));
        }
    }

    @Override
    public Receipt accept(List<Hint> hints) {
        return accept(hints, Optional.empty());
    }

    @Override
    public Receipt accept(List<Hint> hints, Origin origin) {
        return accept(hints, Optional.of(origin));
    }

    private Receipt accept(List<Hint> hints, Optional<Origin> origin) {
        Waiting waiting = new Waiting(hints, origin, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return new Receipt.Busy(RETRY);
        }
        pressure.queued();
        try {
            return waiting.receipt().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            // It may be stored yet; a hint that comes twice is harmless.
            return new Receipt.Unavailable(RETRY);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Receipt.Unavailable(RETRY);
        }
    }

    private void write() {
        List<Waiting> together = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                together.add(queue.take());
                queue.drainTo(together, MOST_TOGETHER - 1);
                pressure.taken(together.size());
                store(together);
                together.clear();
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void store(List<Waiting> together) {
        try {
            Batch batch = batch(together);
            database.apply(tx -> {
                boolean unused = tx.first(NO_LONG_WAIT, row -> true).isPresent();
                Hints.aboutKeys(tx, batch.keys());
                Hints.aboutZapierRecords(tx, batch.records());
            });
            together.forEach(waiting -> waiting.receipt().complete(new Receipt.Stored()));
            Stream.concat(batch.keys().stream(), batch.records().stream())
                    .map(Heard::mapping)
                    .distinct()
                    .forEach(nudge);
        } catch (DatabaseException failed) {
            if (together.size() > 1 && (failed.isRefusal() || failed.isLockTimeout())) {
                // One request holds what no text column takes, or speaks of a record that somebody holds; it must not
                // cost the others their answer.
                together.forEach(waiting -> store(List.of(waiting)));
                return;
            }
            refuse(together);
            int others = failed.isUnreachable() ? refuseQueued() : 0;
            notStored.warn("{} webhooks not stored, SQLState {}", together.size() + others, failed.sqlState());
        } catch (RuntimeException fault) {
            LOG.error("{} webhooks not stored", together.size(), fault);
            refuse(together);
        }
    }

    /** Whoever queued meanwhile would only wait for the same missing connection. */
    private int refuseQueued() {
        List<Waiting> queued = new ArrayList<>();
        queue.drainTo(queued);
        pressure.taken(queued.size());
        refuse(queued);
        return queued.size();
    }

    private static void refuse(Iterable<Waiting> waiting) {
        waiting.forEach(one -> one.receipt().complete(new Receipt.Unavailable(RETRY)));
    }

    private Batch batch(List<Waiting> together) {
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
        for (Waiting waiting : together) {
            for (Hint hint : waiting.hints()) {
                switch (hint) {
                    case Hint.SupabaseRow row ->
                        batch.keys().add(heard(row.mapping(), row.key(), Claim.Kind.SUPABASE, waiting.origin()));
                    case Hint.ZapierKey key ->
                        batch.keys().add(heard(key.mapping(), key.key(), Claim.Kind.ZAPIER, waiting.origin()));
                    case Hint.ZapierRecord record ->
                        batch.records()
                                .add(new Heard(
                                        record.mapping(),
                                        record.recordId(),
                                        Claim.Kind.ZAPIER,
                                        record.payload(),
                                        waiting.origin()));
                }
            }
        }
        return batch;
    }

    private Heard heard(String mapping, String key, Claim.Kind kind, Optional<Origin> origin) {
        return new Heard(mapping, canonical(mapping, key), kind, Optional.empty(), origin);
    }

    private String canonical(String mapping, String key) {
        TableMapping known = mappings.get(mapping);
        return known == null
                ? key
                : RecordKey.value(known, key).flatMap(RecordKey::text).orElse(key);
    }

    /** Stops; requests that still wait are refused. */
    @Override
    public void close() {
        writers.forEach(Thread::interrupt);
        refuse(queue);
    }
}
