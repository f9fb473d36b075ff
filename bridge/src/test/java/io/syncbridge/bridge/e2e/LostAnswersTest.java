package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A write whose outcome is unknown or overtaken neither doubles a record nor costs anybody an edit. */
@Execution(ExecutionMode.CONCURRENT)
final class LostAnswersTest {

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void anEchoThatArrivesBeforeTheAnswerMakesNoSecondRecord() {
        stack.zapier().faults().deliverBeforeAnswer(true);

        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();

        assertOneJob(id, "running");
        assertThat(stack.recordsWritten()).isEqualTo(2);
        assertThat(stack.rowsWritten()).isZero();
    }

    @Test
    void aCreateWhoseAnswerIsLostMakesNoSecondRecord() {
        failNextCreate(new Fault.Reset(true));

        String id = stack.supabase().insertJob("queued");

        stack.awaitAgreement();
        assertOneJob(id, "queued");
        assertThat(stack.recordsWritten()).isOne();
        assertThat(stack.audit().about(id).actions()).containsExactly("agent_job_synced");
    }

    @Test
    void aCreateThatFailsBeforeItIsAppliedIsMadeAgain() {
        failNextCreate(new Fault.Reset(false));

        String id = stack.supabase().insertJob("queued");

        stack.awaitAgreement();
        assertOneJob(id, "queued");
        assertThat(stack.audit().about(id).actions()).containsExactly("agent_job_synced");
    }

    @Test
    void anUpdateWhoseAnswerIsLostIsFoundToHaveLanded() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(true));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertOneJob(id, "running");
        assertThat(stack.zapier().counts().recordsUpdated()).isOne();
        assertThat(stack.audit().about(id).actions()).containsExactly("agent_job_synced", "agent_job_synced");
    }

    @Test
    void aUsersEditThatAnUnansweredUpdateReplacedIsBroughtBack() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(true));
        stack.zapier().faults().beforeNext("PATCH", "/records", () -> jobs.update(record, Map.of("status", "failed")));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertOneJob(id, "failed");
    }

    @Test
    void aNewerEditOfTheSameFieldBetweenLookAndWriteSurvives() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().beforeNext("PATCH", "/records", () -> jobs.update(record, Map.of("status", "failed")));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertOneJob(id, "failed");
    }

    @Test
    void anEditOfAnotherFieldBetweenLookAndWriteSurvivesBesideIt() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier()
                .faults()
                .beforeNext("PATCH", "/records", () -> jobs.update(record, Map.of("error_message", "quota")));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertOneJob(id, "running");
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("quota");
        assertThat(jobs.text(jobs.records().getFirst(), "error_message")).contains("quota");
    }

    @Test
    void anEditWhileTheGeneratedIdIsWrittenBackSurvives() {
        stack.zapier()
                .faults()
                .beforeNext(
                        "PATCH",
                        "/records",
                        () -> jobs.update(jobs.records().getFirst().id(), Map.of("status", "running")));

        jobs.create(Map.of("job_type", "discovery", "status", "queued"));

        stack.awaitAgreement();
        assertOneJob(stack.supabase().ids("agent_jobs").getFirst(), "running");
    }

    @Test
    void anIdWhoseWriteBackIsLostIsTheSameAfterwards() {
        stack.zapier().faults().next("PATCH", "/records", new Fault.Reset(true));

        jobs.create(Map.of("job_type", "discovery", "status", "queued"));

        stack.awaitAgreement();
        assertOneJob(stack.supabase().ids("agent_jobs").getFirst(), "queued");
    }

    @Test
    void anEditInSupabaseWhileZapiersAnswerIsAwaitedTravelsToo() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier()
                .faults()
                .beforeNext(
                        "PATCH", "/records", () -> stack.supabase().update("agent_jobs", id, "status", "completed"));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertOneJob(id, "completed");
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
