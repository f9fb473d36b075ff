package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.mapping.Side;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Deletes that spread: each way, against edits, lost answers and mistakes. */
@Execution(ExecutionMode.CONCURRENT)
final class DeletesTest {

    private final TestStack stack =
            TestStack.start(Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: propagate"));
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRowDeletedInSupabaseGoesToZapiersTrash() {
        String id = twoJobs();
        String record = record(id);

        delete(id);

        stack.awaitAgreement();
        assertThat(jobs.find(record).filter(SimRecord::live)).isEmpty();
        AuditRows.Entry deleted = last(id);
        assertThat(deleted.action()).isEqualTo("agent_job_synced");
        assertThat(deleted.text("rule")).isEqualTo("deleted_in_supabase");
        assertThat(deleted.metadata().path("changes").path("status").path(0).asText())
                .isEqualTo("queued");
        assertThat(deleted.metadata().path("changes").path("status").path(1).isNull())
                .isTrue();
    }

    @Test
    void aRecordDeletedInZapierIsDeletedInSupabase() {
        String id = twoJobs();

        jobs.delete(record(id));

        stack.awaitAgreement();
        assertThat(stack.supabase().exists("agent_jobs", id)).isFalse();
        assertThat(last(id).text("rule")).isEqualTo("deleted_in_zapier");
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void anEditInZapierThatComesBeforeOurDeleteBringsTheRecordBack() {
        String id = twoJobs();
        String record = record(id);
        stack.zapier().faults().beforeNext("DELETE", "/records", () -> jobs.update(record, Map.of("status", "failed")));

        delete(id);

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("failed");
        assertThat(jobs.text(jobs.recordsWhere("id", id).getFirst(), "status")).contains("failed");
        assertThat(stack.audit().about(id).called("sync_conflict_resolved").entries())
                .hasSize(1);
    }

    @Test
    void anEditInSupabaseWhileTheBridgeLooksIntoTheTrashBringsTheRecordBack() {
        String id = twoJobs();
        stack.zapier()
                .faults()
                .beforeNext(
                        "POST", "/records/query", () -> stack.supabase().update("agent_jobs", id, "status", "running"));

        jobs.delete(record(id));

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
        assertThat(jobs.text(jobs.recordsWhere("id", id).getFirst(), "status")).contains("running");
    }

    @Test
    void aDeleteWhoseAnswerIsLostIsFoundToHaveLanded() {
        String id = twoJobs();
        stack.zapier().faults().next("DELETE", "/records", new Fault.Reset(true));

        delete(id);

        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("id", id)).isEmpty();
        assertThat(stack.audit().about(id).actions()).containsExactly("agent_job_synced", "agent_job_synced");
    }

    @Test
    void aRecordTakenOutOfTheTrashComesBackInSupabase() {
        String id = twoJobs();
        String record = record(id);
        jobs.delete(record);
        stack.awaitAgreement();

        jobs.restore(record);

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        jobs.delete(record);
        stack.awaitAgreement();
        assertThat(stack.supabase().exists("agent_jobs", id)).isFalse();
    }

    @Test
    void aRecordMadeAnewUnderTheSameIdIsTheSameRecord() {
        String id = twoJobs();

        jobs.delete(record(id));
        jobs.create(Map.of("id", id, "job_type", "discovery", "status", "failed"));

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("failed");
    }

    @Test
    void tooManyDeletesAreHeldUntilAPersonChooses() {
        List<String> ids = jobs(30);
        List<String> records = ids.stream().map(this::record).toList();

        records.subList(0, 14).forEach(jobs::delete);

        stack.awaitQuiet();
        List<String> left = ids.stream()
                .filter(id -> stack.supabase().exists("agent_jobs", id))
                .toList();
        assertThat(left).hasSize(20);
        assertThat(stack.parked("agent_jobs"))
                .hasSize(4)
                .allSatisfy(parked -> assertThat(parked.reason())
                        .contains("11 deletes within an hour are more than 10 of 30 records")
                        .contains("choose zapier to carry this one out"));
        List<String> held = left.stream()
                .filter(id -> jobs.recordsWhere("id", id).isEmpty())
                .toList();
        stack.choose("agent_jobs", held.get(0), Side.ZAPIER);
        stack.choose("agent_jobs", held.get(1), Side.SUPABASE);
        stack.awaitQuiet();
        assertThat(stack.supabase().exists("agent_jobs", held.get(0))).isFalse();
        assertThat(stack.supabase().exists("agent_jobs", held.get(1))).isTrue();
        assertThat(jobs.recordsWhere("id", held.get(1))).hasSize(1);
        assertThat(stack.parked("agent_jobs")).hasSize(2);
    }

    @Test
    void anEmptiedSupabaseTableDeletesNothing() {
        jobs(3);

        stack.database().update("delete from agent_jobs");

        stack.awaitQuiet();
        assertThat(jobs.records()).hasSize(3);
        assertThat(stack.parked("agent_jobs"))
                .hasSize(3)
                .allSatisfy(parked -> assertThat(parked.reason()).contains("Supabase suddenly shows no record"));
        assertThat(stack.emptySide("agent_jobs")).contains(Side.SUPABASE);
    }

    @Test
    void anEmptiedZapierTableDeletesNothing() {
        List<String> ids = jobs(3);

        ids.stream().map(this::record).toList().forEach(jobs::delete);

        stack.awaitQuiet();
        assertThat(stack.parked("agent_jobs")).isNotEmpty();
        assertThat(stack.supabase().count("agent_jobs")).isPositive();
        assertThat(stack.emptySide("agent_jobs")).contains(Side.ZAPIER);
    }

    /** Two jobs, so that no side is emptied; answers the one to be deleted. */
    private String twoJobs() {
        return jobs(2).getFirst();
    }

    private List<String> jobs(int count) {
        List<String> ids = Stream.generate(() -> stack.supabase().insertJob("queued"))
                .limit(count)
                .toList();
        stack.awaitQuietDespiteLosses("agent_jobs");
        stack.awaitAgreement();
        return ids;
    }

    private String record(String id) {
        return jobs.recordsWhere("id", id).getFirst().id();
    }

    private void delete(String id) {
        stack.database().update("delete from agent_jobs where id::text = ?", id);
    }

    private AuditRows.Entry last(String id) {
        return stack.audit().about(id).entries().getLast();
    }
}
