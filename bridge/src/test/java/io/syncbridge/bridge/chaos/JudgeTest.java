package io.syncbridge.bridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.chaos.Verdict.Kind;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rule by which runs are judged; contents are error_message, parameters, retry_count. */
final class JudgeTest {

    private static final Instant START = Instant.parse("2026-07-31T08:00:00Z");
    private static final Judge.Circumstances CALM = new Judge.Circumstances(false, Set.of());
    private static final Edit CREATED = edit(1, Side.SUPABASE, 0, Content.of(0, 0, 0), Content.of(1, 1, 1));

    @Test
    void aRecordThatOneSideAloneEditedEndsWithItsLastContent() {
        Edit last = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));

        assertThat(judge(List.of(CREATED, last), List.of(), Content.of(2, 1, 1)))
                .isEqualTo(right(Kind.ONE_SIDED));
        assertThat(judge(List.of(CREATED, last), List.of(), Content.of(1, 1, 1)))
                .isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void anEditThatHasSeenTheOtherSideStandsWhateverTheClocks() {
        Edit z = edit(2, Side.ZAPIER, -100, Content.of(1, 1, 1), Content.of(2, 1, 1));

        assertThat(judge(List.of(CREATED), List.of(z), Content.of(2, 1, 1))).isEqualTo(right(Kind.ONE_SIDED));
        assertThat(judge(List.of(CREATED), List.of(z), Content.of(1, 1, 1))).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void whatWasSeenOnceStaysSeen() {
        Edit z2 = edit(2, Side.ZAPIER, 1, Content.of(1, 1, 1), Content.of(2, 2, 2));
        Edit z3 = edit(3, Side.ZAPIER, 2, Content.of(2, 2, 2), Content.of(3, 2, 2));

        assertThat(judge(List.of(CREATED), List.of(z2, z3), Content.of(3, 2, 2)))
                .isEqualTo(right(Kind.ONE_SIDED));
    }

    @Test
    void inAConflictTheClearlyNewerContentStands() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit z = edit(3, Side.ZAPIER, 5, Content.of(1, 1, 1), Content.of(3, 1, 1));

        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(3, 1, 1))).isEqualTo(right(Kind.NEWER));
        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(2, 1, 1))).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void inAConflictWithinTheMarginEitherMayStandButNothingOlder() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit z = edit(3, Side.ZAPIER, 2, Content.of(1, 1, 1), Content.of(3, 1, 1));

        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(3, 1, 1))).isEqualTo(right(Kind.EITHER));
        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(2, 1, 1))).isEqualTo(right(Kind.EITHER));
        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(1, 1, 1))).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void clocksThatAreApartWidenTheMargin() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit z = edit(3, Side.ZAPIER, 60, Content.of(1, 1, 1), Content.of(3, 1, 1));
        Judge judge = new Judge(List.of(CREATED, s), List.of(z), Duration.ofSeconds(-90));

        assertThat(judge.judge(Content.of(2, 1, 1), CALM)).isEqualTo(right(Kind.EITHER));
    }

    @Test
    void editsOfDifferentFieldsMayBothLiveOn() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit z = edit(3, Side.ZAPIER, 9, Content.of(1, 1, 1), Content.of(1, 3, 1));

        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(2, 3, 1))).isEqualTo(right(Kind.JOINED));
        assertThat(judge(List.of(CREATED, s), List.of(z), Content.of(2, 1, 1))).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void aLossIsExcusedOnlyWhereTheWebhookAndAnAnswerWereLost() {
        Edit z = edit(2, Side.ZAPIER, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Judge judge = new Judge(List.of(CREATED), List.of(z), Duration.ZERO);
        Content back = Content.of(1, 1, 1);

        assertThat(judge.judge(back, new Judge.Circumstances(true, Set.of(2)))).isInstanceOf(Verdict.Excused.class);
        assertThat(judge.judge(back, new Judge.Circumstances(false, Set.of(2)))).isInstanceOf(Verdict.Wrong.class);
        assertThat(judge.judge(back, new Judge.Circumstances(true, Set.of()))).isInstanceOf(Verdict.Wrong.class);
    }

    /** Seed 96: the edit is known only from its webhook, whose time is on a clock that is behind. */
    @Test
    void clocksThatAreApartMayCostAnEditThatALateWriteReplacedAndNothingElse() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(1, 2, 1));
        Edit first = edit(3, Side.ZAPIER, 2, Content.of(1, 2, 1), Content.of(1, 3, 1));
        Edit last = edit(4, Side.ZAPIER, 3, Content.of(1, 3, 1), Content.of(1, 4, 1));
        Judge.Circumstances lost = new Judge.Circumstances(true, Set.of());
        Judge apart = new Judge(List.of(CREATED, s), List.of(first, last), Duration.ofSeconds(-22));
        Judge inSync = new Judge(List.of(CREATED, s), List.of(first, last), Duration.ZERO);

        assertThat(apart.judge(Content.of(1, 3, 1), lost)).isInstanceOf(Verdict.Excused.class);
        assertThat(apart.judge(Content.of(1, 3, 1), CALM)).isInstanceOf(Verdict.Wrong.class);
        assertThat(apart.judge(Content.of(1, 1, 1), lost)).isInstanceOf(Verdict.Wrong.class);
        assertThat(inSync.judge(Content.of(1, 3, 1), lost)).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void aLateWriteThatHadLostGoesAndTheEditOnTopOfItStays() {
        Edit s = edit(2, Side.SUPABASE, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit z = edit(3, Side.ZAPIER, 5, Content.of(1, 1, 1), Content.of(3, 1, 1));
        Edit onTop = edit(4, Side.ZAPIER, 9, Content.of(2, 1, 1), Content.of(2, 4, 1));
        Judge judge = new Judge(List.of(CREATED, s), List.of(z, onTop), Duration.ZERO);
        Judge.Circumstances late = new Judge.Circumstances(true, Set.of());

        assertThat(judge.judge(Content.of(3, 4, 1), late)).isEqualTo(right(Kind.PUT_RIGHT));
        assertThat(judge.judge(Content.of(3, 4, 1), CALM)).isInstanceOf(Verdict.Wrong.class);
        assertThat(judge.judge(Content.of(3, 1, 1), late)).isInstanceOf(Verdict.Wrong.class);
        assertThat(judge.judge(Content.of(1, 4, 1), late)).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void aLostEditInSupabaseIsNeverExcused() {
        Edit z = edit(2, Side.ZAPIER, 1, Content.of(1, 1, 1), Content.of(2, 1, 1));
        Edit s = edit(3, Side.SUPABASE, 2, Content.of(2, 1, 1), Content.of(3, 1, 1));
        Judge judge = new Judge(List.of(CREATED, s), List.of(z), Duration.ofSeconds(90));

        assertThat(judge.judge(Content.of(2, 1, 1), new Judge.Circumstances(true, Set.of(2, 3))))
                .isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertThat(Plan.of(7)).isEqualTo(Plan.of(7)).isNotEqualTo(Plan.of(8));
    }

    private static Verdict judge(List<Edit> supabase, List<Edit> zapier, Content end) {
        return new Judge(supabase, zapier, Duration.ZERO).judge(end, CALM);
    }

    private static Verdict right(Kind kind) {
        return new Verdict.Right(kind);
    }

    private static Edit edit(int number, Side side, int second, Content before, Content after) {
        Instant at = START.plusSeconds(second);
        return new Edit(number, side, before, after, at, at.plusMillis(10));
    }
}
