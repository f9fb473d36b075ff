package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.webhooks.Hint;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's Test 3: both sides create the same record before either webhook was handled. */
@Execution(ExecutionMode.CONCURRENT)
final class SimultaneousWritesTest {

    private static final String ID = "c0ffee00-1111-4222-8333-444444444444";
    private static final String FIRST = "2025-12-22T10:00:00Z";
    private static final String SECOND = "2025-12-22T10:00:01Z";

    private final TestStack stack = TestStack.resting();

    @AfterEach
    void close() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNewerSupabaseRowWins(boolean supabaseIsHeardFirst) {
        createInBoth("queued", FIRST, "running", SECOND, supabaseIsHeardFirst);

        assertBothRunning();
        AuditRows.Entry conflict =
                stack.audit().about(ID).called("sync_conflict_resolved").only();
        assertThat(conflict.text("sync_direction")).isEqualTo("supabase_to_tables");
        assertThat(conflict.metadata().path("lost").path("status").asText()).isEqualTo("queued");
        assertThat(stack.rowsWritten()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNewerZapierRecordWins(boolean supabaseIsHeardFirst) {
        createInBoth("running", SECOND, "queued", FIRST, supabaseIsHeardFirst);

        assertBothRunning();
        AuditRows.Entry conflict =
                stack.audit().about(ID).called("sync_conflict_resolved").only();
        assertThat(conflict.text("sync_direction")).isEqualTo("tables_to_supabase");
        assertThat(conflict.metadata().path("lost").path("status").asText()).isEqualTo("queued");
        assertThat(stack.rowsWritten()).isOne();
    }

    @Test
    void supabaseWinsWhenBothAreEquallyOld() {
        createInBoth("queued", FIRST, "running", FIRST, true);

        assertBothRunning();
    }

    @Test
    void theRecordIsFoundEvenWhenItAppearsWhileTheBridgeIsLookingForIt() {
        stack.serve();
        stack.zapier().faults().next("POST", "/records/query", Fault.hang());
        insertInSupabase("running", SECOND);
        Eventually.until(
                "the bridge looks for the record", () -> stack.zapier().faults().held() == 1);
        createInZapier("queued", FIRST);
        Eventually.until(
                "Zapier's webhook was taken",
                () -> stack.zapier().webhookCounts().waiting() == 0);
        stack.zapier().faults().release();

        stack.awaitAgreement();
        assertBothRunning();
    }

    private void createInBoth(
            String inZapier, String zapierTime, String inSupabase, String supabaseTime, boolean supabaseFirst) {
        Hint fromZapier = new Hint.ZapierRecord("agent_jobs", createInZapier(inZapier, zapierTime), Optional.empty());
        insertInSupabase(inSupabase, supabaseTime);
        Hint fromSupabase = new Hint.SupabaseRow("agent_jobs", ID);
        stack.tell(supabaseFirst ? fromSupabase : fromZapier);
        stack.tell(supabaseFirst ? fromZapier : fromSupabase);
        stack.serve();
        stack.awaitAgreement();
    }

    private String createInZapier(String status, String updatedAt) {
        return stack.table("agent_jobs")
                .create(Map.of("id", ID, "job_type", "discovery", "status", status, "updated_at", updatedAt))
                .id();
    }

    private void insertInSupabase(String status, String updatedAt) {
        stack.supabase()
                .insert(
                        "agent_jobs",
                        Map.of("id", ID, "job_type", "discovery", "status", status, "updated_at", updatedAt));
    }

    private void assertBothRunning() {
        var jobs = stack.table("agent_jobs");
        assertThat(jobs.records()).hasSize(1);
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("running");
        assertThat(stack.supabase().value("agent_jobs", ID, "status")).contains("running");
        assertThat(stack.supabase().count("agent_jobs")).isOne();
    }
}
