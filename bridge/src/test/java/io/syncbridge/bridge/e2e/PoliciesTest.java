package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.mapping.Side;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides edit the same record before the bridge has seen either edit; the mapping's policy decides. */
@Execution(ExecutionMode.CONCURRENT)
final class PoliciesTest {
    private static final int INCREMENTS = 15;

    /** Supabase's edit is the later one, and Zapier's is overwritten by our write before it is seen. */
    @ParameterizedTest
    @CsvSource({
        "supabase-wins, running, conflict_policy_supabase",
        "zapier-wins, failed, conflict_policy_zapier",
    })
    void theNamedSideWinsWhateverTheClocksSay(String policy, String winner, String rule) {
        try (TestStack stack = under(policy)) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            editBoth(stack, id);

            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains(winner);
            AuditRows.Entry conflict =
                    stack.audit().about(id).called("sync_conflict_resolved").only();
            assertThat(conflict.text("rule")).isEqualTo(rule);
            assertThat(conflict.metadata().path("lost").path("status").asText())
                    .isEqualTo(winner.equals("running") ? "failed" : "running");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aConflictWaitsForAPersonWhoChooses(Side side) {
        try (TestStack stack = under("ask")) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            editBoth(stack, id);

            assertThat(stack.awaitParked("agent_jobs"))
                    .contains("waits for a choice between supabase and zapier")
                    .contains("status differs after edits on both sides")
                    .doesNotContain("running", "failed");
            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
            stack.choose("agent_jobs", id, side);

            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "status"))
                    .contains(side == Side.SUPABASE ? "running" : "failed");
            assertThat(stack.parked("agent_jobs")).isEmpty();
            assertThat(stack.database().scalar("select choice from bridge.sync_record where s_key = ?", id))
                    .isNull();
        }
    }

    @Test
    void anEditThatOurWriteReplacedIsAskedAboutToo() {
        try (TestStack stack = under("ask")) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            SimTable jobs = stack.table("agent_jobs");
            String record = jobs.records().getFirst().id();
            stack.zapier()
                    .faults()
                    .beforeNext("PATCH", "/records", () -> jobs.update(record, Map.of("status", "failed")));

            stack.supabase().update("agent_jobs", id, "status", "running");

            assertThat(stack.awaitParked("agent_jobs")).contains("status differs after edits on both sides");
            stack.choose("agent_jobs", id, Side.ZAPIER);
            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("failed");
        }
    }

    @Test
    void aDeleteThatIsAskedAboutIsCarriedOutOrTakenBack() {
        try (TestStack stack =
                TestStack.start(Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: ask"))) {
            List<String> ids = List.of(
                    stack.supabase().insertJob("queued"),
                    stack.supabase().insertJob("queued"),
                    stack.supabase().insertJob("queued"));
            stack.awaitAgreement();
            SimTable jobs = stack.table("agent_jobs");
            jobs.delete(jobs.recordsWhere("id", ids.get(0)).getFirst().id());
            stack.database().update("delete from agent_jobs where id::text = ?", ids.get(1));
            stack.awaitQuiet();
            assertThat(stack.parked("agent_jobs")).hasSize(2);

            stack.choose("agent_jobs", ids.get(0), Side.SUPABASE);
            stack.choose("agent_jobs", ids.get(1), Side.SUPABASE);

            stack.awaitAgreement();
            assertThat(stack.supabase().ids("agent_jobs")).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
            assertThat(jobs.records()).hasSize(2);
        }
    }

    @Test
    void countersThatBothSidesCountAtOnceEndAsTheSum() throws Exception {
        try (TestStack stack = counting();
                ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            SimTable jobs = stack.table("agent_jobs");
            String record = jobs.records().getFirst().id();
            Callable<Integer> inSupabase = () -> {
                for (int i = 0; i < INCREMENTS; i++) {
                    stack.database()
                            .update("update agent_jobs set retry_count = retry_count + 1 where id::text = ?", id);
                }
                return INCREMENTS;
            };
            Callable<Integer> inZapier = () -> {
                for (int i = 0; i < INCREMENTS; i++) {
                    increment(jobs, record);
                }
                return INCREMENTS;
            };

            Future<Integer> one = users.submit(inSupabase);
            Future<Integer> other = users.submit(inZapier);
            int sum = one.get() + other.get();

            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "retry_count")).contains(String.valueOf(sum));
        }
    }

    @Test
    void aMergeKeepsEachSidesFieldsAndNeverLeavesAFinalStatus() {
        try (TestStack stack = counting()) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            SimTable jobs = stack.table("agent_jobs");
            String record = jobs.records().getFirst().id();
            stack.zapier().faults().beforeNext("PATCH", "/records", () -> {
                jobs.update(record, Map.of("status", "running", "initiated_by", "Ann"));
            });

            stack.supabase().update("agent_jobs", id, "status", "completed");

            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("completed");
            assertThat(stack.supabase().value("agent_jobs", id, "initiated_by")).contains("Ann");
            AuditRows.Entry conflict =
                    stack.audit().about(id).called("sync_conflict_resolved").only();
            assertThat(conflict.text("rule")).isEqualTo("conflict_merged");
            assertThat(conflict.metadata().path("lost").path("status").asText()).isEqualTo("running");
        }
    }

    private static TestStack under(String policy) {
        return TestStack.start(Setup.usual().withMapping("agent_jobs", "policy: newest-wins", "policy: " + policy));
    }

    private static TestStack counting() {
        return TestStack.start(Setup.usual()
                .withMapping(
                        "agent_jobs",
                        "policy: newest-wins",
                        "policy: merge",
                        "retry_count: { type: integer,",
                        "retry_count: { type: integer, merge: counter,",
                        "required: true, default: queued }",
                        "required: true, default: queued, merge: { forward-only: [completed, failed, cancelled] } }"));
    }

    /** Zapier's user edits after Supabase's, and before our write of it; nobody tells the bridge of it in time. */
    private static void editBoth(TestStack stack, String id) {
        SimTable jobs = stack.table("agent_jobs");
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().beforeNext("GET", "/records", () -> jobs.update(record, Map.of("status", "failed")));
        stack.supabase().update("agent_jobs", id, "status", "running");
    }

    /** A step of a Zap: one more than the record holds, and nobody else writes in between. */
    private static void increment(SimTable jobs, String record) {
        jobs.update(
                record,
                now -> Map.of(
                        "retry_count",
                        Integer.parseInt(jobs.text(now, "retry_count").orElse("0")) + 1));
    }
}
