package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A user's open transaction holds rows: only what needs them waits, and webhooks are taken all the same. */
@Execution(ExecutionMode.CONCURRENT)
final class LockedRowsTest {

    private static final Duration HELD = Duration.ofSeconds(Integer.getInteger("bridge.locked", 3));
    private static final int RECORDS = 60;

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void oneLockedRowDelaysNoOtherRecord() throws SQLException {
        List<SimRecord> records = made();
        SimRecord locked = records.getFirst();
        try (Connection user = stack.database().dataSource().getConnection()) {
            user.setAutoCommit(false);
            hold(user, "select 1 from agent_jobs where id = '" + idOf(locked) + "' for update");
            long start = System.nanoTime();

            // Half of the records change in each system; the locked one is among them and shares their batches.
            records.subList(0, RECORDS / 2).forEach(job -> jobs.update(job.id(), Map.of("status", "running")));
            records.subList(RECORDS / 2, RECORDS)
                    .forEach(job -> stack.supabase().update("agent_jobs", idOf(job), "status", "failed"));
            Eventually.until("all others have arrived", Duration.ofSeconds(15), () -> arrived() == RECORDS - 1);
            Duration others = Duration.ofNanos(System.nanoTime() - start);
            assertThat(others).isLessThan(Duration.ofSeconds(12));
            System.out.printf("one row locked: the %d others arrived after %d ms%n", RECORDS - 1, others.toMillis());

            Eventually.until("the row was held long enough", HELD.plusSeconds(20), () -> {
                return System.nanoTime() - start > HELD.toNanos();
            });
            assertThat(stack.supabase().value("agent_jobs", idOf(locked), "status"))
                    .contains("queued");
            user.rollback();
        }
        Eventually.until("the locked one has arrived", () -> arrived() == RECORDS);
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void webhooksAreTakenWhileEveryWorkerWaitsForALock() throws SQLException {
        List<SimRecord> records = made();
        try (Connection user = stack.database().dataSource().getConnection()) {
            user.setAutoCommit(false);
            hold(user, "lock table agent_jobs in exclusive mode");
            records.forEach(job -> jobs.update(job.id(), Map.of("status", "running")));
            Eventually.until("every connection waits", () -> waiting() >= 5);
            for (SimRecord job : records) {
                long start = System.nanoTime();
                assertThat(stack.post().zapier("agent_jobs", "{\"record_id\": \"" + job.id() + "\"}"))
                        .isEqualTo(202);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
            user.rollback();
        }
        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("status", "running")).hasSize(RECORDS);
    }

    private List<SimRecord> made() {
        List<SimRecord> records = jobs.createAll(IntStream.range(0, RECORDS)
                .mapToObj(i -> Map.of("job_type", "manual", "status", "queued", "retry_count", i))
                .toList());
        stack.awaitAgreement();
        return records;
    }

    private long arrived() {
        long inSupabase = stack.database()
                .rows("select 1 from agent_jobs where status = 'running'")
                .size();
        return inSupabase + jobs.recordsWhere("status", "failed").size();
    }

    private long waiting() {
        return stack.database()
                .rows("select 1 from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'sync-bridge' and wait_event_type = 'Lock'")
                .size();
    }

    private static void hold(Connection user, String sql) throws SQLException {
        try (var statement = user.createStatement()) {
            statement.execute(sql);
        }
    }

    private String idOf(SimRecord job) {
        return jobs.text(jobs.find(job.id()).orElseThrow(), "id").orElseThrow();
    }
}
