package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Many plain changes share a transaction; one that is not plain among them is nobody's hindrance. */
@Execution(ExecutionMode.CONCURRENT)
final class TogetherTest {

    private static final int ROWS = 100;

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");
    private List<String> ids = List.of();

    @BeforeEach
    void bothSidesAgree() {
        stack.database()
                .execute("insert into agent_jobs (job_type, status, retry_count)"
                        + " select 'discovery', 'queued', n from generate_series(1, " + ROWS + ") n");
        ids = stack.supabase().ids("agent_jobs");
        tellOfRows();
        drained();
        assertThat(jobs.records()).hasSize(ROWS);
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void changesOfZapierShareATransaction() {
        jobs.records().forEach(record -> jobs.update(record.id(), Map.of("status", "running")));
        tellOfRecords();
        drained();

        assertThat(count("select count(*) from agent_jobs where status = 'running'"))
                .isEqualTo(ROWS);
        assertThat(told("tables_to_supabase")).isEqualTo(ROWS);
        assertThat(transactions("tables_to_supabase")).isLessThanOrEqualTo(2);
        assertNothingMoreToDo();
    }

    @Test
    void changesOfSupabaseShareACallAndATransaction() {
        long before = told("supabase_to_tables");
        long calls = stack.zapier().counts().updates();
        stack.database().execute("update agent_jobs set status = 'running'");
        tellOfRows();
        drained();

        assertThat(jobs.recordsWhere("status", "running")).hasSize(ROWS);
        assertThat(stack.zapier().counts().updates() - calls).isOne();
        assertThat(told("supabase_to_tables") - before).isEqualTo(ROWS);
        assertThat(count("select count(distinct xmin::text) from audit_log where resource_id is not null"
                        + " and metadata -> 'changes' -> 'status' ->> 1 = 'running'"))
                .isLessThanOrEqualTo(2);
        assertNothingMoreToDo();
    }

    @Test
    void oneThatTheTableRefusesIsParkedAlone() {
        stack.database()
                .execute(
                        "alter table agent_jobs add constraint unlucky check (retry_count <> 13 or status <> 'running')");
        jobs.records().forEach(record -> jobs.update(record.id(), Map.of("status", "running")));
        tellOfRecords();
        drained();

        assertThat(count("select count(*) from agent_jobs where status = 'running'"))
                .isEqualTo(ROWS - 1);
        assertThat(stack.parked("agent_jobs"))
                .singleElement()
                .satisfies(parked -> assertThat(parked.reason()).contains("unlucky"));
        assertThat(told("tables_to_supabase")).isEqualTo(ROWS - 1);
    }

    @Test
    void rowsEditedMeanwhileAreDecidedByThemselves() {
        List<SimRecord> records = jobs.records();
        records.forEach(record -> jobs.update(record.id(), Map.of("status", "running")));
        // After the look at the rows, before the transaction: another field of one, the same field of another.
        stack.zapier().faults().beforeNext("POST", "/records/query", () -> {
            stack.supabase().update("agent_jobs", ids.get(1), "retry_count", 77);
            stack.supabase().update("agent_jobs", ids.get(2), "status", "failed");
        });
        tellOfRecords();
        drained();
        tellOfRows();
        drained();

        assertThat(count("select count(*) from agent_jobs where status = 'running'"))
                .isGreaterThanOrEqualTo(ROWS - 2);
        assertThat(stack.audit().called("sync_conflict_resolved").entries()).isNotEmpty();
        assertThat(stack.verified("agent_jobs").differences()).isEmpty();
        assertNothingMoreToDo();
    }

    @Test
    void echoesCostNoCallAndAreSettledTogether() {
        long calls = stack.zapier().counts().reads();
        tellOfRows();
        drained();

        assertThat(stack.zapier().counts().reads()).isEqualTo(calls);
        assertThat(count("select count(distinct xmin::text) from bridge.sync_record"))
                .isLessThanOrEqualTo(2);
        assertThat(count("select count(*) from bridge.hint")).isZero();
    }

    private void assertNothingMoreToDo() {
        long rows = stack.rowsWritten();
        long records = stack.recordsWritten();
        tellOfRows();
        tellOfRecords();
        drained();
        assertThat(stack.rowsWritten()).isEqualTo(rows);
        assertThat(stack.recordsWritten()).isEqualTo(records);
        assertThat(count("select count(*) from bridge.sync_record where due_at is not null"))
                .isZero();
    }

    private void tellOfRows() {
        stack.tell(
                ids.stream().map(id -> new Hint.SupabaseRow("agent_jobs", id)).toArray(Hint[]::new));
    }

    private void tellOfRecords() {
        stack.tell(jobs.records().stream()
                .map(record -> new Hint.ZapierRecord("agent_jobs", record.id(), Optional.empty()))
                .toArray(Hint[]::new));
    }

    private void drained() {
        int unused = stack.bridge().drain();
    }

    private long told(String direction) {
        return count("select count(*) from audit_log where action = 'agent_job_synced'"
                + " and metadata ->> 'sync_direction' = '" + direction + "'");
    }

    private long transactions(String direction) {
        return count("select count(distinct xmin::text) from audit_log where metadata ->> 'sync_direction' = '"
                + direction + "'");
    }

    private long count(String query) {
        return stack.database().scalar(query) instanceof Number number ? number.longValue() : -1;
    }
}
