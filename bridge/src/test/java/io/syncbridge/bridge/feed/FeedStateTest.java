package io.syncbridge.bridge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FeedStateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final FeedState.Limits PATIENCE = new FeedState.Limits(Duration.ZERO, Duration.ofSeconds(20));
    private static final FeedState.Limits LATE_COUNTS =
            new FeedState.Limits(Duration.ofSeconds(12), Duration.ofSeconds(12));

    private final FeedState start = FeedState.unknown(100, START);

    @Test
    void nothingHappenedNothingIsOwed() {
        FeedState later = unheard(start, 100, 60);
        assertThat(later.owedSince()).isEmpty();
        assertThat(later.silent()).isFalse();
    }

    @Test
    void aChangeThatNobodyAnnouncesMakesTheFeedSilentWithinHalfAMinute() {
        FeedState counted = unheard(start, 101, 5);
        assertThat(counted.owedSince()).contains(START);
        assertThat(unheard(counted, 101, 20).silent()).isFalse();
        assertThat(unheard(counted, 101, 21).silent()).isTrue();
    }

    @Test
    void anAnnouncementAfterTheLastCheckPaysWhatIsOwed() {
        assertThat(heard(start, 101, 2, 5).owedSince()).isEmpty();
        FeedState owing = unheard(start, 101, 5);
        FeedState paid = heard(owing, 101, 7, 10);
        assertThat(paid.owedSince()).isEmpty();
        assertThat(paid.heard()).isEqualTo(1);
    }

    @Test
    void anAnnouncementBeforeTheLastCheckPaysNothing() {
        FeedState quiet = heard(start, 100, 1, 5);
        FeedState owing = unheard(quiet, 101, 10);
        assertThat(owing.owedSince()).contains(START.plusSeconds(5));
        assertThat(unheard(owing, 101, 40).silent()).isTrue();
    }

    @Test
    void aSilentFeedIsHeardAgain() {
        FeedState silent = unheard(unheard(start, 101, 5), 101, 60);
        assertThat(silent.silent()).isTrue();
        assertThat(heard(silent, 101, 62, 65).silent()).isFalse();
    }

    @Test
    void anAnnouncementThatCameBeforeALateCountPays() {
        FeedState announced = start.after(
                new FeedState.Seen(1, Optional.of(START.plusSeconds(1)), 100, LATE_COUNTS), START.plusSeconds(5));
        FeedState counted =
                announced.after(new FeedState.Seen(0, Optional.empty(), 101, LATE_COUNTS), START.plusSeconds(10));
        assertThat(counted.owedSince()).isEmpty();
    }

    @Test
    void aLateCountIsMissedWithinItsLimit() {
        FeedState counted =
                start.after(new FeedState.Seen(0, Optional.empty(), 101, LATE_COUNTS), START.plusSeconds(5));
        FeedState.Seen nothing = new FeedState.Seen(0, Optional.empty(), 101, LATE_COUNTS);
        assertThat(counted.after(nothing, START.plusSeconds(12)).silent()).isFalse();
        assertThat(counted.after(nothing, START.plusSeconds(13)).silent()).isTrue();
    }

    @Test
    void aCounterThatBeginsAnewOwesNothing() {
        assertThat(unheard(start, 3, 5).owedSince()).isEmpty();
    }

    private static FeedState unheard(FeedState state, long expected, int second) {
        return state.after(new FeedState.Seen(0, Optional.empty(), expected, PATIENCE), START.plusSeconds(second));
    }

    private static FeedState heard(FeedState state, long expected, int heardAt, int second) {
        return state.after(
                new FeedState.Seen(1, Optional.of(START.plusSeconds(heardAt)), expected, PATIENCE),
                START.plusSeconds(second));
    }
}
