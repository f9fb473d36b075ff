package io.syncbridge.bridge.feed;

import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every five seconds whether both feeds of every mapping say what they should.
 *
 * <ol>
 *   <li>Supabase: PostgreSQL counts the rows written; when others wrote some and nothing was heard for too long, the
 *       webhook is gone, switched off or sent elsewhere. The bridge's own writes are not announced.
 *   <li>Zapier: what the bridge itself writes comes back as an event; when it no longer does, though it once did, the Zap
 *       is off. A feed that never echoed (a Zap with a filter) proves nothing by silence.
 *   <li>A silent feed is told once, and the mapping is swept at once and then every half minute until it speaks again.
 *   <li>Clocks: the database's and Zapier's against ours; apart by more than five seconds, conflicts may go to the older
 *       edit.
 * </ol>
 */
public final class FeedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);
    private static final long TICK_SECONDS = 5;
    private static final int SWEEP_EVERY = 6;
    /** PostgreSQL's sessions hand in their counts up to ten seconds late. With these limits silence is told within 30 s. */
    private static final FeedState.Limits SUPABASE =
            new FeedState.Limits(Duration.ofSeconds(12), Duration.ofSeconds(6));

    /** Our own writes are counted at once. */
    private static final FeedState.Limits ZAPIER = new FeedState.Limits(Duration.ZERO, Duration.ofSeconds(20));

    private static final Duration MOST_SKEW = Duration.ofSeconds(5);

    private final Feeds feeds;
    private final Map<String, SyncWorker> workers;
    private final Listening listening;
    private final Consumer<String> sweep;
    private final Supplier<Optional<Duration>> zapierSkew;
    private final InstantSource clock;
    private final Map<String, Long> zapierWrites = new HashMap<>();
    private final Map<Side, Boolean> skewed = new EnumMap<>(Side.class);
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("feed-watch").factory());
    private long ticks;

    /**
     * A watch, at rest until {@link #start}.
     *
     * @param sweep asked for a sweep of a mapping whose feed is silent
     * @param zapierSkew how far Zapier's clock is ahead of ours, as its last answer told
     */
    public FeedWatch(
            Feeds feeds,
            Map<String, SyncWorker> workers,
            Listening listening,
            Consumer<String> sweep,
            Supplier<Optional<Duration>> zapierSkew,
            InstantSource clock) {
        this.feeds = feeds;
        this.workers = Map.copyOf(workers);
        this.listening = listening;
        this.sweep = sweep;
        this.zapierSkew = zapierSkew;
        this.clock = clock;
    }

    /** Begins to watch. */
    public void start() {
        // A tick reports its own failures.
        Future<?> unused = ticker.scheduleWithFixedDelay(this::tick, 0, TICK_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            workers.values().forEach(this::check);
            clocks();
            ticks++;
        } catch (DatabaseException failed) {
            if (failed.isRefusal() || failed.isSchemaFault()) {
                LOG.warn("feeds could not be checked", failed);
            } else {
                // The workers say that the database is away; here it only means that nothing can be counted.
                LOG.debug("feeds not checked, SQLState {}", failed.sqlState());
            }
        } catch (RuntimeException fault) {
            LOG.error("feeds could not be checked", fault);
        }
    }

    private void check(SyncWorker worker) {
        TableMapping mapping = worker.table().mapping();
        if (mapping.mode() == SyncMode.TWO_WAY) {
            feeds.othersChanges(mapping).ifPresent(others -> {
                Listening.Heard heard = listening.take(mapping.name(), Side.SUPABASE);
                turn(
                        mapping,
                        Side.SUPABASE,
                        feeds.check(
                                mapping.name(),
                                Side.SUPABASE,
                                heard.count(),
                                heard.ago(),
                                before -> before + others,
                                SUPABASE));
            });
        }
        Listening.Heard heard = listening.take(mapping.name(), Side.ZAPIER);
        long written = worker.counters().figures().zapierWrites();
        long more = written - zapierWrites.getOrDefault(mapping.name(), 0L);
        zapierWrites.put(mapping.name(), written);
        turn(
                mapping,
                Side.ZAPIER,
                feeds.check(mapping.name(), Side.ZAPIER, heard.count(), heard.ago(), before -> before + more, ZAPIER));
    }

    private void turn(TableMapping mapping, Side side, Feeds.Turn turn) {
        boolean echoes = side == Side.SUPABASE || turn.after().heard() > 0;
        if (turn.after().silent() && echoes) {
            if (!turn.before().silent()) {
                LOG.warn("{}: {}", mapping.name(), silence(side, turn.after()));
            }
            if (!turn.before().silent() || ticks % SWEEP_EVERY == 0) {
                sweep.accept(mapping.name());
            }
        } else if (turn.before().silent() && echoes) {
            LOG.info("{}: {} is heard again", mapping.name(), side.sourceName());
        }
    }

    private String silence(Side side, FeedState state) {
        String since = state.heardAt().map(at -> "since " + at).orElse("ever");
        return side == Side.SUPABASE
                ? "rows change in Supabase, but no webhook was heard " + since
                        + "; check the table's webhook (its address,"
                        + " its secret, whether it fires on insert, update and delete). Until then the sweep finds changes"
                : "what the bridge writes to Zapier is no longer announced, last " + since
                        + "; check that the Zap is on and sends to this bridge. Until then the sweep finds changes";
    }

    private void clocks() {
        Instant before = clock.instant();
        Instant database = feeds.now();
        Duration half = Duration.between(before, clock.instant()).dividedBy(2);
        skew(Side.SUPABASE, Duration.between(before.plus(half), database));
        zapierSkew.get().ifPresent(ahead -> skew(Side.ZAPIER, ahead));
    }

    private void skew(Side side, Duration ahead) {
        feeds.skew(side, ahead);
        boolean now = ahead.abs().compareTo(MOST_SKEW) > 0;
        boolean before = Boolean.TRUE.equals(skewed.put(side, now));
        if (now && !before) {
            LOG.warn(
                    "the clock of {} is {} s ahead of ours: real conflicts may go to an edit that much older; set the clocks",
                    side.sourceName(),
                    ahead.toMillis() / 1000.0);
        } else if (before && !now) {
            LOG.info("the clock of {} agrees with ours again", side.sourceName());
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
