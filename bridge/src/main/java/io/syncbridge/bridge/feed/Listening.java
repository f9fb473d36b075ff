package io.syncbridge.bridge.feed;

import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Origin;
import io.syncbridge.webhooks.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what every feed says on its way into the store. */
public final class Listening implements Intake {
    private final Intake store;
    private final Map<Feed, Ear> ears = new ConcurrentHashMap<>();

    /** In front of the intake that stores. */
    public Listening(Intake store) {
        this.store = store;
    }

    /** One side of one mapping. */
    record Feed(String mapping, Side side) {}

    /** What was heard since the last time it was asked. */
    record Heard(long count, Optional<Duration> ago) {}

    private static final class Ear {
        private long count;
        private long at;

        synchronized void hear(long heard) {
            count += heard;
            at = System.nanoTime();
        }

        synchronized Heard take() {
            Heard heard = new Heard(
                    count, count == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - at)));
            count = 0;
            return heard;
        }
    }

    @Override
    public Receipt accept(List<Hint> hints) {
        return noted(hints, store.accept(hints));
    }

    @Override
    public Receipt accept(List<Hint> hints, Origin origin) {
        return noted(hints, store.accept(hints, origin));
    }

    private Receipt noted(List<Hint> hints, Receipt receipt) {
        if (receipt instanceof Receipt.Stored) {
            hints.forEach(hint -> heard(hint.mapping(), side(hint), 1));
        }
        return receipt;
    }

    /** For feeds that store by themselves. */
    public void heard(String mapping, Side side, long count) {
        ear(new Feed(mapping, side)).hear(count);
    }

    Heard take(String mapping, Side side) {
        return ear(new Feed(mapping, side)).take();
    }

    private Ear ear(Feed feed) {
        return ears.computeIfAbsent(feed, any -> new Ear());
    }

    private static Side side(Hint hint) {
        return hint instanceof Hint.SupabaseRow ? Side.SUPABASE : Side.ZAPIER;
    }
}
