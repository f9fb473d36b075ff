package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.SharedLimits;
import io.syncbridge.fixtures.SettableTime;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever windows the server counts in and wherever they begin, no call is rejected, and nearly the whole limit is used
 * by instances that are far behind. Time is made up: the same seed, the same calls.
 */
@Timeout(120)
final class ZapierWindowsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00.123Z");
    private static final Duration MOST = Duration.ofMillis(400);
    private static final int CALLERS = 4;

    private final TestDatabase database =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final SettableTime time = SettableTime.at(BEGIN);
    private final List<Instant> arrivals = new ArrayList<>();
    private final Queue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));

    private record Event(Instant at, Runnable what) {}

    @AfterEach
    void drop() {
        database.close();
    }

    /** Answers take up to 400 ms, or a twentieth of the window; the server sees a call anywhere between leave and answer. */
    @ParameterizedTest
    @CsvSource({"60, 10, 1, 1", "60, 10, 3, 2", "7, 1, 2, 3", "90, 15, 2, 4"})
    void noCallIsRejectedWhereverTheWindowsBeginAndNearlyAllAreUsed(int calls, int seconds, int instances, long seed) {
        RateLimit limit = new RateLimit(calls, Duration.ofSeconds(seconds));
        for (int i = 0; i < instances; i++) {
            new Instance(limit, new Random(seed * 100 + i), 0).callAgainAndAgain();
        }

        run(limit.window().multipliedBy(6));

        everyServerTakesAll(limit);
        assertThat(usedAfterTheFirstWindow(limit)).isGreaterThan(0.95);
        assertThat(longestPause())
                .as("calls come evenly in the end")
                .isLessThan(limit.window().dividedBy(3));
    }

    private Duration longestPause() {
        List<Instant> last = arrivals.subList(arrivals.size() * 2 / 3, arrivals.size());
        Duration longest = Duration.ZERO;
        for (int i = 1; i < last.size(); i++) {
            Duration pause = Duration.between(last.get(i - 1), last.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }

    @ParameterizedTest
    @CsvSource({"5", "6"})
    void norWhenAnswersAreLateAndAnInstanceIsKilledAmidItsCalls(long seed) {
        RateLimit limit = new RateLimit(60, Duration.ofSeconds(10));
        Instance killed = new Instance(limit, new Random(seed), 0.05);
        killed.callAgainAndAgain();
        new Instance(limit, new Random(seed + 10), 0.05).callAgainAndAgain();
        events.add(new Event(BEGIN.plusSeconds(23), killed::kill));

        run(limit.window().multipliedBy(12));

        everyServerTakesAll(limit);
    }

    private void run(Duration length) {
        for (Event next = events.poll(); next != null && next.at().isBefore(BEGIN.plus(length)); next = events.poll()) {
            time.jumpTo(next.at());
            next.what().run();
        }
        arrivals.sort(Comparator.naturalOrder());
        arrivals.removeIf(at -> at.isAfter(BEGIN.plus(length)));
    }

    private double usedAfterTheFirstWindow(RateLimit limit) {
        Instant from = BEGIN.plus(limit.window());
        Duration measured = Duration.between(from, arrivals.getLast());
        double windows = measured.toNanos() / (double) limit.window().toNanos();
        return arrivals.stream().filter(from::isBefore).count() / (windows * limit.calls());
    }

    /** Fixed windows of two hundred phases, windows that open with a call, and a window that slides. */
    private void everyServerTakesAll(RateLimit limit) {
        Duration step = limit.window().dividedBy(200);
        for (int phase = 0; phase < 200; phase++) {
            Instant first = BEGIN.plus(step.multipliedBy(phase)).minus(limit.window());
            assertThat(rejected(
                            limit,
                            at -> first.plus(limit.window()
                                    .multipliedBy(Duration.between(first, at).dividedBy(limit.window())))))
                    .as("fixed windows, phase %s", phase)
                    .isZero();
        }
        Deque<Instant> opened = new ArrayDeque<>(List.of(Instant.MIN));
        assertThat(rejected(limit, at -> {
                    if (!at.isBefore(opened.getLast().plus(limit.window()))) {
                        opened.add(at);
                    }
                    return opened.getLast();
                }))
                .as("windows that open with a call")
                .isZero();
        for (int i = limit.calls(); i < arrivals.size(); i++) {
            assertThat(Duration.between(arrivals.get(i - limit.calls()), arrivals.get(i)))
                    .as("a sliding window, call %s", i)
                    .isGreaterThanOrEqualTo(limit.window());
        }
    }

    private long rejected(RateLimit limit, UnaryOperator<Instant> windowOf) {
        Instant window = Instant.MIN;
        int used = 0;
        long rejected = 0;
        for (Instant at : arrivals) {
            Instant own = windowOf.apply(at);
            used = own.equals(window) ? used + 1 : 1;
            window = own;
            rejected += used > limit.calls() ? 1 : 0;
        }
        return rejected;
    }

    /** Four callers that have always more to ask, and tell of their calls as {@code CallBudget} does. */
    private final class Instance {
        private final ZapierLimits limits;
        private final Random random;
        private final Duration usual;
        private final double late;
        private final List<Call> over = new ArrayList<>();
        private Instant noneUntil = Instant.MIN;
        private boolean alive = true;

        private record Call(SharedLimits.Permit permit, Instant answered) {}

        /** @param late the share of calls that last longer than a window */
        Instance(RateLimit limit, Random random, double late) {
            this.limits = new ZapierLimits(
                    new Database(database.dataSource()), "account", Optional.of(limit), Optional.of(time));
            this.random = random;
            Duration twentieth = limit.window().dividedBy(20);
            this.usual = twentieth.compareTo(MOST) < 0 ? twentieth : MOST;
            this.late = late;
        }

        void callAgainAndAgain() {
            for (int i = 0; i < CALLERS; i++) {
                events.add(new Event(BEGIN.plusMillis(random.nextInt(50)), this::ask));
            }
        }

        void kill() {
            alive = false;
        }

        private void ask() {
            if (!alive) {
                return;
            }
            if (time.instant().isBefore(noneUntil)) {
                events.add(new Event(noneUntil, this::ask));
                return;
            }
            List<SharedLimits.Ended> ended = over.stream()
                    .map(call -> new SharedLimits.Ended(
                            call.permit(), Optional.of(Duration.between(call.answered(), time.instant()))))
                    .toList();
            over.clear();
            SharedLimits.Grant grant = limits.take(false, ended).orElseThrow();
            if (grant.permit().isPresent()) {
                call(grant.permit().get());
            } else {
                noneUntil = time.instant().plus(grant.delay());
                events.add(new Event(noneUntil, this::ask));
            }
        }

        private void call(SharedLimits.Permit permit) {
            Duration takes = random.nextDouble() < late
                    ? Duration.ofSeconds(10 + random.nextInt(19))
                    : Duration.ofNanos((long) (usual.toNanos() * random.nextDouble()));
            Instant answered = time.instant().plus(takes);
            arrivals.add(time.instant().plusNanos((long) (takes.toNanos() * random.nextDouble())));
            events.add(new Event(answered, () -> {
                over.add(new Call(permit, answered));
                ask();
            }));
        }
    }
}
