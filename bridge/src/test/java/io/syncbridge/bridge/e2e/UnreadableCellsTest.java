package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's Test 5: what cannot be read is set aside by name, destroys nothing, and heals when corrected. */
@Execution(ExecutionMode.CONCURRENT)
final class UnreadableCellsTest {

    private static final String BROKEN = "{\"metro\": Austin";

    private final TestStack stack = TestStack.start(Setup.usual().withJobField("text", "started_at"));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aNewRecordWithBrokenJsonIsNotCreatedUntilItIsCorrected() {
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(Map.of("job_type", "discovery", "status", "queued", "parameters", BROKEN));

        assertThat(stack.awaitParked("agent_jobs")).contains("parameters ").contains(job.id());
        assertThat(stack.supabase().count("agent_jobs")).isZero();
        assertThat(jobs.text(jobs.records().getFirst(), "parameters")).contains(BROKEN);

        jobs.update(job.id(), Map.of("parameters", "{\"metro\": \"Austin\"}"));

        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(parameters(stack.supabase().ids("agent_jobs").getFirst())).contains("{\"metro\": \"Austin\"}");
    }

    @Test
    void brokenJsonInASyncedRecordLeavesBothSidesAsTheyAre() {
        String id = stack.supabase().insertJob("queued");
        stack.supabase().update("agent_jobs", id, "parameters", "{\"metro\": \"Austin\"}");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        long rows = stack.rowsWritten();

        jobs.update(record, Map.of("parameters", BROKEN, "status", "running"));

        assertThat(stack.awaitParked("agent_jobs")).contains("parameters ");
        assertThat(parameters(id)).contains("{\"metro\": \"Austin\"}");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        assertThat(stack.rowsWritten()).isEqualTo(rows);
        assertThat(jobs.text(jobs.records().getFirst(), "parameters")).contains(BROKEN);
        assertThat(stack.audit().called("sync_failed").only().resource()).isEqualTo(id);

        jobs.update(record, Map.of("parameters", "{\"metro\": \"Dallas\"}"));

        stack.awaitAgreement();
        assertThat(parameters(id)).contains("{\"metro\": \"Dallas\"}");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
    }

    @Test
    void anEmptiedJsonCellIsNoValueAndNotAnEmptyObject() {
        String id = stack.supabase().insertJob("queued");
        stack.supabase().update("agent_jobs", id, "parameters", "{\"metro\": \"Austin\"}");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");

        jobs.update(jobs.recordsWhere("id", id).getFirst().id(), Map.of("parameters", ""));

        stack.awaitAgreement();
        assertThat(parameters(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "01/02/2026", "2026-02-30T10:00:00Z", "2026-01-02 10:00", "infinity", "now", "epoch"
            })
    void aTimestampThatNobodyCanReadForSureIsSetAsideUntilItIsCorrected(String text) {
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(Map.of("job_type", "discovery", "status", "running", "started_at", text));

        assertThat(stack.awaitParked("agent_jobs")).contains("started_at ").contains(text);
        assertThat(stack.supabase().count("agent_jobs")).isZero();

        jobs.update(job.id(), Map.of("started_at", "2026-01-02T10:00:00+05:30"));

        stack.awaitAgreement();
        String id = stack.supabase().ids("agent_jobs").getFirst();
        assertThat(stack.supabase().value("agent_jobs", id, "started_at at time zone 'UTC'"))
                .contains("2026-01-02 04:30:00");
    }

    @Test
    void aRecordSetAsideHoldsUpNoOther() {
        var jobs = stack.table("agent_jobs");
        jobs.create(Map.of("job_type", "discovery", "status", "queued", "parameters", BROKEN));
        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        stack.awaitParked("agent_jobs");

        assertThat(stack.supabase().count("agent_jobs")).isOne();
    }

    private Optional<String> parameters(String id) {
        return stack.supabase().value("agent_jobs", id, "parameters");
    }
}
