package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A record made in Zapier gets its key written back; however often that must be tried, it is one change and told once. */
@Execution(ExecutionMode.CONCURRENT)
final class WriteBackAuditTest {

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aWriteBackThatNeverHappenedIsMadeAgainAndNotTold() {
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(false));

        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        assertToldOnce();
    }

    @Test
    void aWriteBackWhoseAnswerIsLostIsNotTold() {
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(true));

        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        assertToldOnce();
    }

    @Test
    void anEditInSupabaseBeforeTheWriteBackIsMadeAgainIsToldForItself() {
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(false));
        stack.zapier()
                .faults()
                .beforeNext(
                        "PATCH",
                        "/records",
                        () -> stack.supabase()
                                .update(
                                        "agent_jobs",
                                        stack.supabase().ids("agent_jobs").getFirst(),
                                        "status",
                                        "failed"));

        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        stack.awaitAgreement();
        assertThat(stack.audit().entries())
                .extracting(entry -> entry.text("sync_direction"))
                .containsExactly("tables_to_supabase", "supabase_to_tables");
        assertThat(stack.audit().entries().getLast().changedTo("status")).isEqualTo("failed");
    }

    private void assertToldOnce() {
        stack.awaitAgreement();
        assertThat(jobs.text(jobs.records().getFirst(), "id"))
                .contains(stack.supabase().ids("agent_jobs").getFirst());
        assertThat(stack.audit().only().text("sync_direction")).isEqualTo("tables_to_supabase");
        assertThat(stack.rowsWritten()).isOne();
    }
}
