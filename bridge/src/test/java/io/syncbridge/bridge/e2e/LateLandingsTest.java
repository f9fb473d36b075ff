package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A write that was given up on and is carried out after all neither doubles a record nor brings an old value back. */
@Execution(ExecutionMode.CONCURRENT)
final class LateLandingsTest {

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aCreateThatIsCarriedOutLateLeavesOneRecord() {
        failNextCreate(Fault.late());
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        assertOneJob(id, "queued");

        stack.zapier().faults().release();
        Eventually.until(
                "the late record was made", () -> stack.zapier().counts().recordsCreated() == 2);

        stack.awaitAgreement();
        assertOneJob(id, "queued");
    }

    @Test
    void anUpdateThatIsCarriedOutLateDoesNotBringAnOldValueBack() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("PATCH", "/records", Fault.late());
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();
        stack.supabase().update("agent_jobs", id, "status", "completed");
        stack.awaitAgreement();
        long updates = stack.zapier().counts().recordsUpdated();

        stack.zapier().faults().release();
        Eventually.until("the late update landed", () -> stack.zapier().counts().recordsUpdated() > updates);

        stack.awaitAgreement();
        assertOneJob(id, "completed");
    }

    @Test
    void anUpdateThatIsCarriedOutLateDoesNotUndoAUsersEdit() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().next("PATCH", "/records", Fault.late());
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();
        jobs.update(record, Map.of("status", "failed"));
        stack.awaitAgreement();
        long updates = stack.zapier().counts().recordsUpdated();

        stack.zapier().faults().release();
        Eventually.until("the late update landed", () -> stack.zapier().counts().recordsUpdated() > updates);

        stack.awaitAgreement();
        assertOneJob(id, "failed");
    }

    @Test
    void aWriteThatHungBeyondItsLeaseDoesNotUndoAUsersEdit() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().next("PATCH", "/records", Fault.hang());
        stack.supabase().update("agent_jobs", id, "status", "running");
        Eventually.until(
                "another worker has written it",
                () -> jobs.text(jobs.records().getFirst(), "status").equals(Optional.of("running")));
        stack.awaitAgreement();
        jobs.update(record, Map.of("status", "failed"));
        stack.awaitAgreement();

        stack.zapier().faults().release();
        Eventually.until(
                "the hanging write landed", () -> stack.zapier().counts().recordsUpdated() == 2);

        stack.awaitAgreement();
        assertOneJob(id, "failed");
    }

    /** The look for the record and its creation are both POSTs; the fault is armed between them. */
    private void failNextCreate(Fault fault) {
        var faults = stack.zapier().faults();
        faults.beforeNext("POST", "/records/query", () -> faults.next("POST", "/records", fault));
    }

    private void assertOneJob(String id, String status) {
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(id);
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains(status);
        assertThat(jobs.records()).hasSize(1);
        assertThat(jobs.text(jobs.records().getFirst(), "id")).isEqualTo(Optional.of(id));
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains(status);
    }
}
