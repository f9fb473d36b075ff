package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.Hint;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The specification's Test 4: nothing goes round in circles, and no mark left behind makes an edit disappear. */
@Execution(ExecutionMode.CONCURRENT)
final class LoopPreventionTest {

    private static final String MARKED = "{\"sync_source\": \"zapier_tables\", \"sync_id\": \"0815\", \"score\": 1}";
    private static final String MARKED_BY_OTHER =
            "{\"sync_source\": \"supabase\", \"sync_id\": \"0815\", \"score\": 1}";

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRowInSupabaseThatCarriesAMarkOfTheOtherSideTravelsOnceAndThenRests() {
        String id = stack.supabase().insertDecision("0.50");
        stack.supabase().update("agent_decisions", id, "metadata", MARKED);
        stack.awaitAgreement();

        stack.supabase().update("agent_decisions", id, "decision", "rejected");
        stack.awaitAgreement();

        assertThat(inZapier("agent_decisions", id, "decision")).contains("rejected");
        assertRests("agent_decisions", id);
        assertThat(stack.rowsWritten()).isZero();
    }

    @Test
    void aRecordInZapierThatCarriesAMarkOfTheOtherSideTravelsOnceAndThenRests() {
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(Map.of("job_type", "discovery", "status", "queued", "parameters", MARKED_BY_OTHER));
        stack.awaitAgreement();
        String id = stack.supabase().ids("agent_jobs").getFirst();

        jobs.update(job.id(), Map.of("status", "running"));
        stack.awaitAgreement();

        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
        assertRests("agent_jobs", id);
    }

    @Test
    void anEditInSupabaseOfARecordThatCameFromZapierIsNotLost() {
        stack.table("agent_jobs").create(Map.of("job_type", "discovery", "status", "queued", "parameters", MARKED));
        stack.awaitAgreement();
        String id = stack.supabase().ids("agent_jobs").getFirst();

        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();
        stack.supabase().update("agent_jobs", id, "status", "completed");
        stack.awaitAgreement();

        assertThat(inZapier("agent_jobs", id, "status")).contains("completed");
        assertRests("agent_jobs", id);
    }

    @Test
    void anEditInZapierOfARowThatCameFromSupabaseIsNotLost() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();

        jobs.update(record, Map.of("status", "running"));
        stack.awaitAgreement();
        jobs.update(record, Map.of("status", "queued"));
        stack.awaitAgreement();

        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        assertRests("agent_jobs", id);
    }

    @Test
    void anEditCostsOneWriteOnTheOtherSideAlthoughATriggerMovesUpdatedAt() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        long rows = stack.rowsWritten();
        long records = stack.recordsWritten();

        jobs.update(record, Map.of("status", "running"));
        stack.awaitAgreement();
        assertThat(stack.rowsWritten() - rows).isOne();
        assertThat(stack.recordsWritten() - records).isZero();

        stack.supabase().update("agent_jobs", id, "status", "completed");
        stack.awaitAgreement();
        assertThat(stack.rowsWritten() - rows).isOne();
        assertThat(stack.recordsWritten() - records).isOne();
    }

    @Test
    void anUpdateThatChangesNothingCostsNothing() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        var before = stack.zapier().counts();

        stack.supabase().update("agent_jobs", id, "status", "queued");
        stack.awaitQuiet();

        assertThat(stack.rowsWritten()).isZero();
        assertThat(stack.zapier().counts()).isEqualTo(before);
    }

    /** Every webhook comes again, in both ways, and nobody writes. */
    private void assertRests(String table, String id) {
        long rows = stack.rowsWritten();
        long records = stack.recordsWritten();
        int audited = stack.audit().entries().size();
        String record = stack.table(table).recordsWhere("id", id).getFirst().id();
        stack.tell(
                new Hint.SupabaseRow(table, id),
                new Hint.ZapierKey(table, id),
                new Hint.ZapierRecord(table, record, Optional.empty()));
        stack.awaitAgreement();
        assertThat(stack.rowsWritten()).isEqualTo(rows);
        assertThat(stack.recordsWritten()).isEqualTo(records);
        assertThat(stack.audit().entries()).hasSize(audited);
    }

    private Optional<String> inZapier(String table, String id, String field) {
        var records = stack.table(table).recordsWhere("id", id);
        assertThat(records).hasSize(1);
        return stack.table(table).text(records.getFirst(), field);
    }
}
