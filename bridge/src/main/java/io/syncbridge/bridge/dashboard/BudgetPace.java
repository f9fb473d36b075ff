package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.ZapierBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast the budget of calls goes, over the last minute in which somebody looked, and so whether it lasts. Not thread-safe:
 * {@link StateFeed} asks one at a time.
 */
final class BudgetPace {
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final double NEARLY = 0.9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(Instant at, long taken) {}

    /** Notes how much is used and answers the pace, as JSON. */
    void write(ObjectNode json, ZapierBudget now, Instant at) {
        double perSecond = pace(now, at);
        double allowed = now.limit().calls() / (now.limit().window().toMillis() / 1000.0);
        double share =
                Math.max(perSecond / allowed, now.used() / (double) now.limit().calls());
        json.put("limit", now.limit().calls())
                .put("window_ms", now.limit().window().toMillis())
                .put("used", Math.min(now.used(), now.limit().calls()))
                .put("per_minute", Math.round(perSecond * 60))
                .put("allowed_per_minute", Math.round(allowed * 60))
                .put("outlook", share >= 1 ? "used_up" : share >= NEARLY ? "nearly" : "lasts");
    }

    private double pace(ZapierBudget now, Instant at) {
        if (!samples.isEmpty() && samples.getLast().at().plus(MEMORY).isBefore(at)) {
            samples.clear(); // nobody looked: what was taken meanwhile is unknown
        }
        samples.addLast(new Sample(at, now.taken()));
        while (samples.getFirst().at().plus(MEMORY).isBefore(at)) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        double seconds = Duration.between(first.at(), at).toMillis() / 1000.0;
        return seconds < 5
                ? now.used() / (now.limit().window().toMillis() / 1000.0)
                : (now.taken() - first.taken()) / seconds;
    }
}
