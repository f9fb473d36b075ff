package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What no webhook told is found by comparing, repaired by the same rules, and costs what its pages cost. */
@Execution(ExecutionMode.CONCURRENT)
final class SweepTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void findsWhatWasChangedWhileNoWebhookArrived() {
        List<SimRecord> records = jobs.createAll(IntStream.range(0, 60)
                .mapToObj(i -> Map.of("job_type", "manual", "status", "queued", "retry_count", i))
                .toList());
        stack.awaitAgreement();
        stack.silence();

        records.subList(0, 20).forEach(record -> jobs.update(record.id(), Map.of("status", "running")));
        records.subList(20, 40)
                .forEach(record -> stack.supabase().update("agent_jobs", idOf(record), "status", "failed"));
        jobs.create(Map.of("job_type", "discovery", "status", "queued"));
        stack.supabase().insertJob("cancelled");

        assertThat(stack.sweep("agent_jobs").found()).isEqualTo(42);
        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("status", "running")).hasSize(20);
        assertThat(jobs.recordsWhere("status", "failed")).hasSize(20);
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(62);
    }

    @Test
    void findsNothingAndWritesNothingWhenBothSidesAreEqual() {
        jobs.createAll(IntStream.range(0, 50)
                .mapToObj(i -> Map.of("job_type", "manual", "status", "queued", "retry_count", i))
                .toList());
        stack.awaitAgreement();
        long rows = stack.rowsWritten();
        long records = stack.recordsWritten();
        ApiCounts before = stack.zapier().counts();

        Sweeps.Last sweep = stack.sweep("agent_jobs");

        assertThat(sweep.found()).isZero();
        assertThat(sweep.zapierRecords()).isEqualTo(50);
        assertThat(sweep.supabaseRows()).isEqualTo(50);
        ApiCounts after = stack.zapier().counts();
        assertThat(after.fields() - before.fields()).isOne();
        assertThat(after.queries() - before.queries()).as("one a page").isOne();
        assertThat(after.gets()).isEqualTo(before.gets());
        stack.awaitQuiet();
        assertThat(stack.rowsWritten()).isEqualTo(rows);
        assertThat(stack.recordsWritten()).isEqualTo(records);
    }

    @Test
    void aListingThatBreaksOffProvesNothingAndIsToldSo() {
        stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("POST", "/records/query", Fault.status(503));

        stack.bridge().sweepSoon("agent_jobs");

        Eventually.until(
                "the sweep says that it broke off",
                () -> stack.bridge()
                        .lastSweep("agent_jobs")
                        .flatMap(Sweeps.Last::trouble)
                        .isPresent());
        assertThat(stack.sweep("agent_jobs").trouble()).isEmpty();
    }

    @Test
    void repairsAnAppendOnlyTableWithoutDoubling() {
        stack.silence();
        SimTable log = stack.table("audit_log");
        log.createAll(IntStream.range(0, 1010)
                .mapToObj(i -> Map.of("actor", "someone", "action", "looked " + i, "actor_type", "human"))
                .toList());
        assertThat(stack.sweep("audit_log").found()).as("two pages").isEqualTo(1010);
        stack.sweep("audit_log");
        stack.awaitQuiet();
        assertThat(stack.database().scalar("select count(*) from audit_log where action like 'looked %'"))
                .isEqualTo(1010L);
    }

    @Test
    void findsDeletesThatNoWebhookTold() {
        try (TestStack deleting =
                TestStack.start(Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: propagate"))) {
            SimTable table = deleting.table("agent_jobs");
            List<String> ids = IntStream.range(0, 12)
                    .mapToObj(i -> deleting.supabase().insertJob("queued"))
                    .toList();
            deleting.awaitAgreement();
            deleting.silence();

            table.delete(table.recordsWhere("id", ids.get(0)).getFirst().id());
            deleting.database().update("delete from agent_jobs where id = ?::uuid", ids.get(1));

            assertThat(deleting.sweep("agent_jobs").found()).isEqualTo(2);
            deleting.awaitAgreement();
            assertThat(deleting.supabase().count("agent_jobs")).isEqualTo(10);
            assertThat(table.records()).hasSize(10);
        }
    }

    @Test
    void aSideThatIsSuddenlyEmptyStopsTheMappingUntilItIsNot() {
        try (TestStack deleting =
                TestStack.start(Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: propagate"))) {
            SimTable table = deleting.table("agent_jobs");
            IntStream.range(0, 12).forEach(i -> deleting.supabase().insertJob("queued"));
            deleting.awaitAgreement();
            List<SimRecord> records = table.records();

            records.forEach(record -> table.delete(record.id()));

            var sync = Optional.ofNullable(deleting.bridge().workers().get("agent_jobs"))
                    .orElseThrow()
                    .table();
            Eventually.until("the mapping is paused", LIMIT, () -> sync.state() instanceof TableSync.State.Paused);
            assertThat(deleting.supabase().count("agent_jobs")).isGreaterThanOrEqualTo(2);
            assertThat(deleting.parked("agent_jobs")).isNotEmpty();
            records.forEach(record -> table.restore(record.id()));
            Eventually.until("the mapping works again", LIMIT, () -> sync.state() instanceof TableSync.State.Linked);
        }
    }

    private String idOf(SimRecord record) {
        return jobs.text(jobs.find(record.id()).orElseThrow(), "id").orElseThrow();
    }
}
