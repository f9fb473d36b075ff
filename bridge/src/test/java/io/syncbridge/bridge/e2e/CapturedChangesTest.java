package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Capture triggers and webhooks on the same tables, the bridge at work. */
@Execution(ExecutionMode.CONCURRENT)
final class CapturedChangesTest {
    private static final int ROWS = 100;

    private final TestStack stack = TestStack.resting();

    @BeforeEach
    void capture() {
        for (Link link : stack.bridge().links()) {
            if (TestStack.TWO_WAY.contains(link.mapping().name())) {
                stack.bridge().database().apply(new CaptureTriggers(link.mapping(), true)::install);
            }
        }
        stack.serve();
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aChangeToldTwiceIsWrittenOnce() {
        stack.database()
                .execute("insert into agent_jobs (job_type, status) select 'discovery', 'queued'"
                        + " from generate_series(1, " + ROWS + ")");
        awaitAgreement();
        assertThat(stack.zapier().counts().recordsCreated()).isEqualTo(ROWS);

        stack.database().execute("update agent_jobs set status = 'running'");
        awaitAgreement();

        assertThat(stack.zapier().counts().recordsCreated()).isEqualTo(ROWS);
        assertThat(stack.zapier().counts().recordsUpdated()).isEqualTo(ROWS);
        assertThat(stack.rowsWritten()).isZero();
    }

    @Test
    void whatTheBridgeWroteItselfIsNotCaptured() {
        SimRecord job = stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued"));
        awaitAgreement();
        stack.table("agent_jobs").update(job.id(), Map.of("status", "running"));
        awaitAgreement();
        assertThat(stack.rowsWritten()).isEqualTo(2);
        assertThat(stack.announcedBySupabase()).isZero();
        // The first pass gives the record its id; no more than that goes to Zapier.
        assertThat(stack.recordsWritten()).isLessThanOrEqualTo(2);
    }

    @Test
    void noUserMeetsADeadlockWhilePassesRun() throws Exception {
        List<String> ids = Stream.generate(() -> stack.supabase().insertJob("queued"))
                .limit(5)
                .sorted()
                .toList();
        awaitAgreement();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicLong commits = new AtomicLong();
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            writers.add(Thread.startVirtualThread(() -> write(ids, seed, end, commits, failures)));
        }
        int edits = 0;
        while (System.nanoTime() < end) {
            // A pass that writes to Supabase holds the bookkeeping row and waits for the user's row.
            long before = commits.get();
            for (String id : ids) {
                var jobs = stack.table("agent_jobs");
                jobs.update(
                        jobs.recordsWhere("id", id).getFirst().id(), Map.of("error_message", "by a person " + ++edits));
            }
            Eventually.until("users go on", () -> commits.get() > before + 20 || System.nanoTime() > end);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(failures).isEmpty();
        assertThat(commits.get()).isGreaterThan(100);
        awaitAgreement();
        assertThat(stack.rowsWritten()).as("passes that wrote to Supabase").isGreaterThan(5);
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    /**
     * Two rows a transaction, always in the same order: two users cannot deadlock by themselves. Only updated_at changes,
     * so that every edit from Zapier must be written to the row that a user is about to hold.
     */
    private void write(List<String> ids, int seed, long end, AtomicLong commits, Queue<String> failures) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection user = DriverManager.getConnection(stack.database().jdbcUrl());
                PreparedStatement update = user.prepareStatement(
                        "update agent_jobs set retry_count = retry_count where id = cast(? as uuid)")) {
            user.setAutoCommit(false);
            while (System.nanoTime() < end) {
                int first = random.nextInt(ids.size() - 1);
                int second = random.nextInt(first + 1, ids.size());
                try {
                    for (int row : new int[] {first, second}) {
                        update.setString(1, ids.get(row));
                        int unused = update.executeUpdate();
                    }
                    user.commit();
                    commits.incrementAndGet();
                } catch (SQLException refused) {
                    failures.add(refused.getSQLState());
                    user.rollback();
                }
            }
        } catch (SQLException lost) {
            failures.add("connection " + lost.getSQLState());
        }
    }

    private void awaitAgreement() {
        Eventually.until(
                "all notes are drained",
                Duration.ofSeconds(20),
                () -> stack.database()
                        .rows("select 1 from bridge.capture limit 1")
                        .isEmpty());
        stack.awaitQuiet();
        Eventually.until(
                "the last echo is drained",
                Duration.ofSeconds(20),
                () -> stack.database()
                        .rows("select 1 from bridge.capture limit 1")
                        .isEmpty());
        stack.awaitAgreement();
    }
}
