package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.reconcile.model.Director;
import io.syncbridge.reconcile.model.Variant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/**
 * The shortest histories at which simpler designs fail (reliability reference, section 3.5), and those at which this one
 * once failed: found by {@link SimulationTest}, {@link InterleavingTest} and {@link DecisionTableTest}, told again by hand.
 */
class FailingTracesTest {

    // ---- what fails in simpler designs

    @Test
    void updatedAtTriggerDoesNotCausePingPong() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").runs().editZapier("a").runs();

        assertThat(it.writes()).isEqualTo(2);
        it.endsWith("a", "z1");
    }

    @Test
    void anEditBetweenTheLookAndTheWriteIsNotLost() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("a").worker(0).isAnswered();

        it.endsWith("a", "z1");
    }

    @Test
    void aSecondLocalEditAfterTheLookIsNotTakenForNotNewer() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editSupabase("a").worker(0).isAnswered();

        it.endsWith("a", "s1");
    }

    @Test
    void aLocalEditOfARowThatCameFromZapierTravels() {
        Director it = Director.of(Variant.PLAIN);

        it.editZapier("a").runs().editSupabase("a").runs();

        it.endsWith("a", "s1");
    }

    @Test
    void editsMadeAtTheSameTimeEndEqualAndSupabaseWins() {
        Director it = Director.of(Variant.PLAIN.with(ChronoUnit.SECONDS));

        it.editSupabase("a").editZapier("a");

        it.endsWith("a", "s0");
    }

    @Test
    void anOverwrittenEditIsFoundInTheAnswerWhenItsEventIsDropped() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("a").dropsAllHints().worker(0).isAnswered();

        it.endsWith("a", "z1");
    }

    @Test
    void aLandingBeforeACrashDoesNotLookLikeAUsersEdit() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a")
                .worker(0)
                .claims()
                .looks()
                .decides()
                .commits()
                .isAnswered()
                .crashes();
        it.editSupabase("a");

        it.endsWith("a", "s1");
    }

    @Test
    void aLateLandingDoesNotLookLikeAUsersEdit() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits().isDelayed();
        it.editSupabase("a").runs().carriesOutLate();

        it.endsWith("a", "s1");
    }

    @Test
    void theBaseDoesNotMoveBeforeTheWrite() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits().crashes();

        it.endsWith("a", "s0");
    }

    @Test
    void anEventTellsOfAnEditThatAWriteWithALostAnswerReplaced() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("a").worker(0).answerIsLost();

        it.endsWith("a", "z1");
    }

    @Test
    void aWorkerWithoutItsLeaseChangesNothing() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks();
        it.editSupabase("a").worker(0).losesLease();
        it.runsOnly(1).worker(0).decides();

        it.endsWith("a", "s1");
    }

    @Test
    void aRecoveredEditKeepsItsOwnTimeNotThatOfOurWrite() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("a").worker(0).isAnswered().settles();
        it.worker(0).claims().looks().decides().commits();
        it.editZapier("a").worker(0).isAnswered();

        it.endsWith("a", "z2");
    }

    @Test
    void aFieldThatAUserChangedBesideOurWriteIsNotReverted() {
        Director it = Director.of(Variant.PLAIN.fields(2));

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("b").worker(0).isAnswered();

        it.endsWith("a", "s0");
        it.endsWith("b", "z1");
    }

    // ---- what once failed here

    /** Its cause: the version cell that our own create had written was taken for the time of the user's edit on top. */
    @Test
    void anEditOnTopOfACreateWithALostAnswerWins() {
        Director it = Director.of(Variant.PLAIN.with(Variant.Start.ONLY_SUPABASE));

        it.worker(0).claims().looks().decides().commits().answerIsLost();
        it.editZapier("a");

        it.endsWith("a", "z1");
    }

    /** Its cause: the stamp of a write that had landed unconfirmed was not yet known when events were looked through. */
    @Test
    void anEditThatLostAConflictDoesNotComeBackWhenTheAnswerIsLost() {
        Director it = Director.of(Variant.PLAIN);

        it.editZapier("a").editSupabase("a");
        it.worker(0).claims().looks().decides().commits().isAnswered().crashes();

        it.endsWith("a", "s1");
    }

    /** Its cause: a worker without its lease stored what it had merely seen, and that was an older write of ours. */
    @Test
    void aWorkerThatLostItsLeaseDoesNotReportOurOwnLandingAsAnEdit() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides();
        it.editSupabase("a").worker(0).commits().isAnswered().settles();
        it.worker(0)
                .takesAllHints()
                .claims()
                .looks()
                .decides()
                .commits()
                .losesLease()
                .isAnswered();
        it.runsOnly(1).worker(0).settles();

        it.endsWith("a", "s1");
    }

    /** Its cause: without a version column, a state seen again counted as made when it was seen again. */
    @Test
    void withoutAVersionColumnALookAgainDoesNotMakeARowNewer() {
        Director it = Director.of(Variant.PLAIN.with(Variant.VersionColumn.NONE));

        it.editSupabase("a").worker(0).claims().looks().decides().commits().answerIsLost();
        it.editZapier("a");

        it.endsWith("a", "z1");
    }

    /** Its cause: putting a late landing right forgot the landing before the record was right. */
    @Test
    void aCrashWhileALateLandingIsPutRightDoesNotMakeItAnEdit() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits().isDelayed();
        it.editSupabase("a").runs().carriesOutLate();
        it.takesAllHints().worker(0).claims().looks().decides().commits().crashes();

        it.endsWith("a", "s1");
    }

    /** Its cause: a look at unchanged sides took the twin of an answered attempt for the one that had landed. */
    @Test
    void theTwinOfAnAnsweredAttemptStaysInDoubt() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits().isDelayed();
        it.runs().sweeps().editSupabase("a").runs().carriesOutLate();

        it.endsWith("a", "s1");
    }

    /** Its cause: content equal to the base was taken for unchanged, though the twin had landed over an edit. */
    @Test
    void anEditThatTheTwinOfAnAnsweredAttemptReplacedIsBroughtBack() {
        Director it = Director.of(Variant.PLAIN);

        it.editSupabase("a").worker(0).claims().looks().decides().commits().isDelayed();
        it.runs().editZapier("a").carriesOutLate();

        it.endsWith("a", "z1");
    }

    /** Its cause: whether the user had edited again was told by a clock of whole seconds. */
    @Test
    void anEditOnTopOfOurWriteInTheSameSecondIsTheLaterOne() {
        Director it = Director.of(Variant.PLAIN.with(ChronoUnit.SECONDS).fields(2));

        it.editSupabase("a")
                .ticking(1_000_000)
                .worker(0)
                .claims()
                .looks()
                .decides()
                .commits();
        it.editZapier("a").ticking(10).worker(0).isAnswered().settles();
        it.worker(0).claims();
        it.editZapier("b");

        it.endsWith("b", "z2");
    }

    /** Its cause: a value of ours that Supabase had since replaced was put back to the base, before either. */
    @Test
    void anUnconfirmedWriteBesideANewerEditIsNotRevertedToTheBase() {
        Director it = Director.of(Variant.PLAIN.fields(2));

        it.editSupabase("b").worker(0).claims().looks().decides().commits().answerIsLost();
        it.editSupabase("b").editZapier("a");
        it.comesToRest();

        assertThat(it.value("b")).isNotEqualTo("b0");
        assertThat(it.value("a")).isEqualTo("z2");
    }

    /** Found as seed 63348: three edits of one second, their events out of order, and both workers without their leases. */
    @Test
    void editsOfOneSecondHeardOutOfOrderEndAsOneOfTheLast() {
        Director it = Director.of(Variant.PLAIN.with(ChronoUnit.SECONDS).statingVersion());

        it.ticking(532_004).editSupabase("a").worker(0).claims().looks();
        it.ticking(611_401).editZapier("a").ticking(188_827).editZapier("a").takesHint(0);
        it.worker(0).decides().commits();
        it.ticking(374_313).editZapier("a").takesHint(1).takesHint(0);
        it.ticking(255_667).worker(0).isAnswered().losesLease().takesAllHints();
        it.worker(1).claims().looks().losesLease().decides();
        it.ticking(70_523).commits().takesAllHints();
        it.ticking(692_151).isAnswered().worker(0).settles().worker(1).settles();
        it.runs().comesToRest();

        assertThat(it.value("a")).isIn("z2", "z3");
    }

    // ---- counters and deletes

    @Test
    void aCrashBetweenTheTwoWritesOfAMergeNeitherLosesNorCountsTwice() {
        Director it = Director.of(Variant.PLAIN.counters());

        it.editSupabase("a")
                .editZapier("a")
                .worker(0)
                .claims()
                .looks()
                .decides()
                .commits()
                .crashes();
        it.editZapier("a").editSupabase("a");

        it.endsWith("a", "1111");
    }

    @Test
    void aCountThatOurWriteReplacedIsAddedToIt() {
        Director it = Director.of(Variant.PLAIN.counters());

        it.editSupabase("a").worker(0).claims().looks().decides().commits();
        it.editZapier("a").editZapier("a").worker(0).isAnswered().settles();
        it.editSupabase("a");

        it.endsWith("a", "1111");
    }

    @Test
    void anEditBetweenTheLookAndOurDeleteBringsTheRecordBack() {
        Director it = Director.of(Variant.PLAIN.deleting());

        it.deletesInSupabase().worker(0).claims().looks().decides().commits();
        it.editZapier("a").worker(0).isAnswered();

        it.endsWith("a", "z0");
    }

    @Test
    void aDeleteWhoseAnswerIsLostIsNotTakenForAUsers() {
        Director it = Director.of(Variant.PLAIN.deleting());

        it.deletesInSupabase().worker(0).claims().looks().decides().commits();
        it.editZapier("a").dropsAllHints().worker(0).answerIsLost();

        it.endsWith("a", "z0");
    }

    @Test
    void whatBothSidesDeletedStaysDeleted() {
        Director it = Director.of(Variant.PLAIN.deleting());

        it.deletesInSupabase().deletesInZapier().runs().comesToRest();

        assertThat(it.isGone()).isTrue();
    }

    /** Its cause: a write that had shown an edit to Zapier's user, but whose answer was lost, made the edit look unseen. */
    @Test
    void aDeleteByAUserWhoSawTheEditIsCarriedOutThoughTheAnswerWasLost() {
        Director it = Director.of(Variant.PLAIN.deleting());

        it.editSupabase("a").worker(0).claims().looks().decides().commits().answerIsLost();
        it.deletesInZapier().runs().comesToRest();

        assertThat(it.isGone()).isTrue();
    }
}
