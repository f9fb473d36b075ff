package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The specification's Test 1: a record created in Zapier Tables is found in Supabase with matching data. */
@Execution(ExecutionMode.CONCURRENT)
final class TablesToSupabaseTest {

    private static final String ID = "3f0c1c9e-5f3b-4f0a-9f61-0a4c5c1f7d11";

    private final TestStack stack = TestStack.start(Setup.usual().withJobField("string", "id"));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRecordCreatedInZapierIsFoundInSupabase() {
        stack.table("agent_jobs").create(Map.of("id", ID, "job_type", "discovery", "status", "queued"));

        stack.awaitAgreement();

        assertThat(stack.supabase().value("agent_jobs", ID, "job_type")).contains("discovery");
        assertThat(stack.supabase().value("agent_jobs", ID, "status")).contains("queued");
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(ID);
        assertThat(stack.table("agent_jobs").records()).hasSize(1);
    }

    @Test
    void anIdThatTheUuidColumnCannotTakeIsSetAsideWithAReasonThatAPersonUnderstands() {
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(Map.of("id", "test-job-001", "job_type", "discovery", "status", "queued"));

        assertThat(stack.awaitParked("agent_jobs"))
                .contains("id ")
                .contains("test-job-001")
                .contains(job.id());
        assertThat(stack.supabase().count("agent_jobs")).isZero();
        AuditRows.Entry failed = stack.audit().only();
        assertThat(failed.action()).isEqualTo("sync_failed");
        assertThat(failed.resource()).isEqualTo(job.id());
        assertThat(failed.metadata().toString()).contains("test-job-001");
    }

    @Test
    void correctingTheIdInZapierHealsTheRecordByItself() {
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(Map.of("id", "test-job-001", "job_type", "discovery", "status", "queued"));
        stack.awaitParked("agent_jobs");

        jobs.update(job.id(), Map.of("id", ID));

        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(ID);
        assertThat(stack.audit().actions()).containsExactly("sync_failed", "agent_job_synced");
    }
}
