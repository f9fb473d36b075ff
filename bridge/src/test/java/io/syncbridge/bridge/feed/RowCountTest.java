package io.syncbridge.bridge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RowCountTest {
    private final RowCount start = new RowCount(100, 0);

    @Test
    void whatOthersWroteIsWhatRemainsOfTheCount() {
        assertThat(start.after(110, 4)).isEqualTo(new RowCount.Step(new RowCount(110, 0), 6));
    }

    @Test
    void ownWritesThatTheCountDoesNotShowYetAreNotTakenForOthersLater() {
        RowCount.Step early = start.after(100, 5);
        assertThat(early).isEqualTo(new RowCount.Step(new RowCount(100, 5), 0));
        assertThat(early.next().after(103, 0)).isEqualTo(new RowCount.Step(new RowCount(103, 2), 0));
        assertThat(early.next().after(106, 0)).isEqualTo(new RowCount.Step(new RowCount(106, 0), 1));
    }

    @Test
    void aCountThatBeginsAnewSaysNothing() {
        assertThat(new RowCount(100, 7).after(3, 2)).isEqualTo(new RowCount.Step(new RowCount(3, 0), 0));
    }
}
