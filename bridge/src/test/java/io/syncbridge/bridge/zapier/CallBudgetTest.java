package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls keep to the budget: no call is turned away while there is some, and none waits for ever when there is none. */
@Timeout(30)
final class CallBudgetTest {
    private static final Duration NO_PATIENCE = Duration.ZERO;
    private static final RateLimit LONG = new RateLimit(20, Duration.ofMinutes(1));

    private final Shared shared = new Shared(20, Duration.ofMinutes(1));

    @BeforeEach
    void answerEverything() {
        Api.reset();
        Api.on(any(anyUrl()), json("{\"data\":[]}"));
    }

    @Test
    void everyPermitIsUsedAndThenTheRestIsWaitedFor() {
        CallBudget budget = new CallBudget(LONG, shared);
        for (int i = 0; i < 20; i++) {
            SharedLimits.Grant grant = budget.acquire(false, NO_PATIENCE);
            assertThat(grant.given()).as("call %s", i).isTrue();
            budget.ended(grant, true);
        }

        assertThat(budget.acquire(false, Duration.ofMillis(10)).delay())
                .isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
        int questions = shared.told.size();
        assertThat(budget.acquire(false, NO_PATIENCE).given()).isFalse();
        assertThat(shared.told).as("nobody is asked in vain").hasSize(questions);
    }

    @Test
    void whatEndedIsToldOnceWithTheNextQuestionAndWhatWasNotSentIsGivenBack() {
        CallBudget budget = new CallBudget(LONG, shared);
        SharedLimits.Grant first = budget.acquire(false, NO_PATIENCE);
        SharedLimits.Grant second = budget.acquire(true, NO_PATIENCE);
        budget.ended(first, true);
        budget.ended(second, false);

        SharedLimits.Grant unused = budget.acquire(false, NO_PATIENCE);
        SharedLimits.Grant unusedToo = budget.acquire(false, NO_PATIENCE);

        assertThat(shared.told.subList(0, 2)).allMatch(List::isEmpty);
        assertThat(shared.told.get(2))
                .extracting(SharedLimits.Ended::permit)
                .containsExactly(first.permit().orElseThrow(), second.permit().orElseThrow());
        assertThat(shared.told.get(2).getFirst().ago().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(20));
        assertThat(shared.told.get(2).getLast().ago()).isEmpty();
        assertThat(shared.told.get(3)).isEmpty();
    }

    @Test
    void aShortWaitIsWaitedAndCounted() {
        CallBudget budget =
                new CallBudget(new RateLimit(1, Duration.ofSeconds(1)), new Shared(1, Duration.ofMillis(60)));

        assertThat(budget.acquire(false, NO_PATIENCE).given()).isTrue();
        assertThat(budget.acquire(false, Duration.ofSeconds(10)).given()).isTrue();

        assertThat(budget.waited()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
    }

    @Test
    void withoutTheSharedBudgetTheLocalLimitHolds() {
        CallBudget budget = new CallBudget(new RateLimit(3, Duration.ofMinutes(1)), SharedLimits.none());

        for (int i = 0; i < 3; i++) {
            assertThat(budget.acquire(false, NO_PATIENCE).given()).isTrue();
        }
        assertThat(budget.acquire(false, NO_PATIENCE).given()).isFalse();
    }

    @Test
    void aCallWithoutBudgetIsPutOffAndNeverSentAndTheBackgroundLeavesHalfToOthers() {
        try (ZapierTablesClient client = client(shared)) {
            ZapierTablesClient sweep = client.background();
            List<Answer<?>> background = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                background.add(sweep.fields(TABLE));
            }
            assertThat(background.subList(0, 10)).allMatch(Answer.Given.class::isInstance);
            assertThat(background.getLast())
                    .isInstanceOfSatisfying(
                            Answer.Later.class,
                            later -> assertThat(later.cause()).isEqualTo(Answer.Cause.THROTTLED));
            sweep.close();

            for (int i = 0; i < 10; i++) {
                assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
            }
            assertThat(Api.Write.UPDATE.through(client)).isInstanceOf(Answer.Later.class);
            assertThat(client.answersByStatus()).containsExactly(java.util.Map.entry(200, 20L));
        }
        assertThat(Api.requests()).hasSize(20);
    }

    @Test
    void whatOneInstanceLearnsOfThrottlingAndDenialTheOthersHeed() {
        try (ZapierTablesClient one = client(shared);
                ZapierTablesClient other = client(shared)) {
            assertThat(other.fields(TABLE)).isInstanceOf(Answer.Given.class);
            Api.on(any(anyUrl()), aResponse().withStatus(403));
            assertThat(Api.Write.CREATE.through(one)).isInstanceOf(Answer.Later.class);
            Api.on(any(anyUrl()), json("{\"data\":[]}"));

            Eventually.until(
                    "the other instance waits too", () -> !other.pauses().isEmpty());
            int before = Api.requests().size();
            assertThat(Api.Write.CREATE.through(other))
                    .isInstanceOfSatisfying(
                            Answer.Later.class,
                            later -> assertThat(later.cause()).isEqualTo(Answer.Cause.DENIED));
            assertThat(Api.requests()).hasSize(before);

            shared.end(Optional.of(TABLE), true);
            Eventually.until(
                    "it is over for all",
                    () -> one.pauses().isEmpty() && other.pauses().isEmpty());
            assertThat(Api.Write.CREATE.through(one)).isInstanceOf(Answer.Given.class);
        }
    }

    @Test
    void aRefusedLoginIsShownToOthersButTheyGoOnWithTheirOwn() {
        try (ZapierTablesClient one = client(shared);
                ZapierTablesClient other = client(shared)) {
            Api.on(any(anyUrl()), aResponse().withStatus(401));
            assertThat(one.fields(TABLE)).isInstanceOf(Answer.Later.class);
            Api.on(any(anyUrl()), json("{\"data\":[]}"));

            assertThat(shared.kept).hasSize(1);
            assertThat(other.fields(TABLE)).isInstanceOf(Answer.Given.class);
        }
    }

    private static ZapierTablesClient client(SharedLimits shared) {
        return new ZapierTablesClient(new ZapierHttp(
                Api.address("/"), Api.token("tok"), Api.PATIENT, InstantSource.system(), Optional.of(LONG), shared));
    }

    /** What the instances share, in memory; one window after the other. */
    private static final class Shared implements SharedLimits {
        private final List<List<Ended>> told = new CopyOnWriteArrayList<>();
        private final List<Agreed> kept = new CopyOnWriteArrayList<>();
        private final int calls;
        private final Duration window;
        private long windowEnd = System.nanoTime();
        private int left;
        private int leftInBackground;

        Shared(int calls, Duration window) {
            this.calls = calls;
            this.window = window;
        }

        @Override
        public synchronized Optional<Grant> take(boolean background, List<Ended> ended) {
            told.add(ended);
            if (System.nanoTime() - windowEnd >= 0) {
                windowEnd = System.nanoTime() + window.toNanos();
                left = calls;
                leftInBackground = calls / 2;
            }
            if (left == 0 || (background && leftInBackground == 0)) {
                return Optional.of(new Grant(Optional.empty(), Duration.ofNanos(windowEnd - System.nanoTime())));
            }
            left--;
            leftInBackground -= background ? 1 : 0;
            Permit permit = new Permit(Instant.ofEpochSecond(told.size()), background);
            return Optional.of(new Grant(Optional.of(permit), Duration.ZERO));
        }

        @Override
        public boolean keep(Agreed pause) {
            return kept.add(pause);
        }

        @Override
        public void end(Optional<String> table, boolean writesOnly) {
            kept.removeIf(pause -> pause.table().equals(table) && pause.writesOnly() == writesOnly);
        }

        @Override
        public Optional<List<Agreed>> pauses() {
            return Optional.of(List.copyOf(kept));
        }
    }
}
