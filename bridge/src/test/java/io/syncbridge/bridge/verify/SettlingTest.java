package io.syncbridge.bridge.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a record that seemed to differ is said to differ. */
final class SettlingTest {
    private static final Patience SHORT = new Patience(Duration.ofMillis(1), Duration.ofMillis(150), Duration.ZERO);
    private static final Suspect ONE = Suspect.ofKey("one");

    @Test
    void twoLooksThatAgreeMakeADifference() {
        Script looks = new Script().then(ONE, differs(false, "a", "1/1"));

        assertThat(run(looks).differences()).extracting(Difference::record).containsExactly("one");
        assertThat(looks.count).as("two looks").isEqualTo(2);
    }

    @Test
    void whatIsEqualOnTheSecondLookIsNone() {
        Script looks = new Script().then(ONE, differs(false, "a", "1/1")).then(ONE, new Look.Equal());

        Settling.Settled settled = run(looks);

        assertThat(settled.differences()).isEmpty();
        assertThat(settled.onTheirWay()).isEmpty();
    }

    @Test
    void whatMovesIsLookedAtUntilItRests() {
        Script looks = new Script()
                .then(ONE, differs(false, "a", "1/1"))
                .then(ONE, differs(true, "a", "2/2"))
                .then(ONE, differs(false, "b", "2/2"))
                .then(ONE, differs(false, "b", "2/2"));

        assertThat(run(looks).differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.state()).isEqualTo(Difference.State.SETTLED));
        assertThat(looks.count).isEqualTo(4);
    }

    @Test
    void whatNeverRestsIsOnItsWay() {
        Settling.Settled settled = run(suspects -> Map.of(ONE, differs(true, "a", String.valueOf(System.nanoTime()))));

        assertThat(settled.onTheirWay()).containsExactly("one");
        assertThat(settled.differences()).isEmpty();
    }

    @Test
    void whatIsDueAndLeftAloneIsADifferenceThatWaits() {
        Settling.Settled settled = run(new Script().then(ONE, differs(true, "a", "1/0")));

        assertThat(settled.onTheirWay()).isEmpty();
        assertThat(settled.differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.state()).isEqualTo(Difference.State.WAITING));
    }

    @Test
    void aRecordThatGotItsKeyMeanwhileIsLookedAtUnderIt() {
        Script looks =
                new Script().then(Suspect.ofRecord("01"), new Look.Renamed(ONE)).then(ONE, new Look.Kept());

        Settling.Settled settled = settling(looks).run(List.of(Suspect.ofRecord("01")));

        assertThat(settled.kept()).isOne();
        assertThat(settled.differences()).isEmpty();
        assertThat(settled.onTheirWay()).isEmpty();
    }

    @Test
    void stoppingProvesNothing() {
        Settling stopping =
                new Settling("t", new Script().then(ONE, differs(true, "a", "1")), SHORT, () -> true, Progress.SILENT);

        assertThatThrownBy(() -> stopping.run(List.of(ONE))).isInstanceOf(BrokenOff.class);
    }

    /** The looks in order; the last one of each suspect is repeated. */
    private static final class Script implements Settling.Looks {
        private final Map<Suspect, Deque<Look>> looks = new HashMap<>();
        private int count;

        Script then(Suspect suspect, Look look) {
            looks.computeIfAbsent(suspect, none -> new ArrayDeque<>()).add(look);
            return this;
        }

        @Override
        public Map<Suspect, Look> look(List<Suspect> suspects) {
            count++;
            Map<Suspect, Look> seen = new HashMap<>();
            for (Suspect suspect : suspects) {
                Deque<Look> left = Optional.ofNullable(looks.get(suspect)).orElseThrow();
                seen.put(suspect, left.size() > 1 ? left.removeFirst() : left.getFirst());
            }
            return seen;
        }
    }

    private static Settling.Settled run(Settling.Looks looks) {
        return settling(looks).run(List.of(ONE));
    }

    private static Settling settling(Settling.Looks looks) {
        return new Settling("t", looks, SHORT, () -> false, Progress.SILENT);
    }

    private static Look.Differs differs(boolean busy, String shown, String touched) {
        return new Look.Differs(
                new Difference(
                        "one",
                        Difference.Kind.FIELDS,
                        Difference.State.SETTLED,
                        Optional.empty(),
                        List.of(),
                        List.of()),
                busy,
                shown,
                touched);
    }
}
