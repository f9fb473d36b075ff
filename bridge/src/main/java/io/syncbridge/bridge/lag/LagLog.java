package io.syncbridge.bridge.lag;

import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the lag of committed changes and adds the counts to the database every second, so that they survive a restart and
 * several instances show one figure. What a crash loses is the second before it, of a chart.
 */
public final class LagLog implements SyncObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagLog.class);
    private static final Duration KEPT = Duration.ofDays(14);
    private static final String ADD = """
            insert into bridge.lag_minute as l (minute, mapping, direction, counts, last_ms, last_at)
            values (date_trunc('minute', cast(? as timestamptz)), ?, ?, cast(? as bigint[]), ?, cast(? as timestamptz))
            on conflict (minute, mapping, direction) do update
               set counts = array(select a + b from unnest(l.counts, excluded.counts) with ordinality as both_of(a, b, n)
                                   order by n),
                   last_ms = excluded.last_ms, last_at = excluded.last_at
            """;
    private static final String FORGET =
            "delete from bridge.lag_minute where minute < clock_timestamp() - ? * interval '1 second'";

    private final Database database;
    private final InstantSource clock;
    private final Map<Line, Counting> counting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("lag-", 0).factory());
    private final RareWarning warning = new RareWarning(LOG);
    private Instant forgotAt = Instant.EPOCH;

    /** Counts for this database; {@link #start} begins to store. */
    public LagLog(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Line(String mapping, String direction) {}

    private record Last(Duration lag, Instant at) {}

    /** Counts since the last store. */
    private static final class Counting {
        final AtomicLongArray counts = new AtomicLongArray(LagCounts.BUCKETS);
        volatile Last last = new Last(Duration.ZERO, Instant.EPOCH);
    }

    private record Batch(Line line, LagCounts counts, Last last) {}

    /** Begins to store. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(this::store, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void committed(String mapping, Side to, AuditTrail.Event event, String rule, Optional<Instant> sourceTime) {
        if (event == AuditTrail.Event.SYNCED && sourceTime.isPresent()) {
            Instant now = clock.instant();
            Duration lag = Duration.between(sourceTime.get(), now);
            Counting line =
                    counting.computeIfAbsent(new Line(mapping, AuditTrail.direction(to)), none -> new Counting());
            line.counts.incrementAndGet(LagCounts.bucket(lag));
            line.last = new Last(lag.isNegative() ? Duration.ZERO : lag, now);
        }
    }

    private void store() {
        List<Batch> batches = new ArrayList<>();
        counting.forEach((line, counts) -> {
            LagCounts taken = new LagCounts(IntStream.range(0, LagCounts.BUCKETS)
                    .mapToObj(i -> counts.counts.getAndSet(i, 0))
                    .toList());
            if (taken.total() > 0) {
                batches.add(new Batch(line, taken, counts.last));
            }
        });
        try {
            Instant now = clock.instant();
            boolean forgets = forgotAt.isBefore(now.minus(1, ChronoUnit.HOURS));
            if (!batches.isEmpty() || forgets) {
                database.apply(tx -> {
                    for (Batch batch : batches) {
                        tx.update(
                                ADD,
                                batch.last().at(),
                                batch.line().mapping(),
                                batch.line().direction(),
                                batch.counts().counts(),
                                batch.last().lag().toMillis(),
                                batch.last().at());
                    }
                    if (forgets) {
                        tx.update(FORGET, KEPT.toSeconds());
                    }
                });
                forgotAt = forgets ? now : forgotAt;
            }
        } catch (DatabaseException down) {
            batches.forEach(this::putBack);
            warning.warn(
                    "the lag of changes could not be stored (SQLState {}); it is kept until it can", down.sqlState());
        }
    }

    private void putBack(Batch batch) {
        Counting line = counting.computeIfAbsent(batch.line(), none -> new Counting());
        for (int i = 0; i < LagCounts.BUCKETS; i++) {
            line.counts.addAndGet(i, batch.counts().counts().get(i));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (timer.awaitTermination(2, TimeUnit.SECONDS)) {
                store();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
