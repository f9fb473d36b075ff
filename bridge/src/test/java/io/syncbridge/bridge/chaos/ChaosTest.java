package io.syncbridge.bridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong on the way: both sides end the same, with what users wrote last, told once, and then nothing moves.
 * {@code -Dchaos.seed=N} replays one seed; {@code chaos.from} and {@code chaos.seeds} choose a range.
 */
@Tag("chaos")
@Tag("process")
final class ChaosTest {

    private static final Duration STILL = Duration.ofSeconds(2);
    private static final long FEW = 2;

    private final List<String> failures = new ArrayList<>();
    private Optional<Stage> stage = Optional.empty();
    private int stages;

    @AfterEach
    void close() {
        stage.ifPresent(Stage::close);
        stage = Optional.empty();
    }

    @Test
    void bothSidesEndWithTheUsersLastContentUnderEverySeed(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Long one = Long.getLong("chaos.seed");
        long from = one == null ? Long.getLong("chaos.from", 1) : one;
        long count = one == null ? Long.getLong("chaos.seeds", FEW) : 1;
        int excused = 0;
        for (long seed = from; seed < from + count; seed++) {
            if (Math.floorMod(seed, Plan.BLOCK) == 0) {
                close();
            }
            Plan plan = Plan.of(seed);
            Stage here = stage.orElseGet(() -> Stage.open(directory.resolve("stage" + stages++), plan.skew()));
            stage = Optional.of(here);
            excused += play(plan, here);
        }
        System.out.printf("chaos: %d seeds, %d failed, %d records excused%n", count, failures.size(), excused);
        assertThat(failures).isEmpty();
    }

    private int play(Plan plan, Stage here) {
        long begin = System.nanoTime();
        Run run = new Run(plan, here);
        Findings findings = new Findings(run, plan, here);
        try {
            run.play();
            long played = System.nanoTime();
            int unmet = run.unmet();
            int requeued = new Quiet(here).settle();
            Quiet.Written quiet = new Quiet(here).written();
            long settled = System.nanoTime();
            findings.look();
            if (new Quiet(here).parked() > 0) {
                findings.wrong().put("parked", new Quiet(here).parked() + " records, although no fault is left");
            }
            Awaiting.rest(STILL);
            Quiet.Written later = new Quiet(here).written();
            if (!later.equals(quiet)) {
                findings.writesAfterQuiet(quiet + " became " + later);
            }
            System.out.printf(
                    "chaos seed %d: %s, %d edits, %d faults (%d kills, %d database, %d unmet), skew %d ms, played %d ms,"
                            + " settled %d ms, requeued %d, records %s%n",
                    plan.seed(),
                    findings.wrong().isEmpty() ? "good" : "FAILED",
                    plan.edits(),
                    plan.faults(),
                    plan.count(Act.Kill.class),
                    plan.count(Act.Database.class),
                    unmet,
                    plan.skew().toMillis(),
                    (played - begin) / 1_000_000,
                    (settled - played) / 1_000_000,
                    requeued,
                    findings.summary());
        } catch (AssertionError | RuntimeException broken) {
            findings.wrong().put("the run", String.valueOf(broken));
            for (Throwable cause = broken.getCause(); cause != null; cause = cause.getCause()) {
                findings.wrong().merge("the run", " / " + cause, String::concat);
            }
        }
        if (!findings.wrong().isEmpty()) {
            fail(plan, findings);
        }
        return findings.excused();
    }

    /** The next seed begins on a stage that nothing is left on. */
    private void fail(Plan plan, Findings findings) {
        System.out.println(findings.report());
        failures.add("seed " + plan.seed() + ": " + findings.wrong());
        close();
    }
}
