package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zapier throttles, fails and forgets tokens; nothing is lost by it and nobody has to do anything. */
@Execution(ExecutionMode.CONCURRENT)
final class ApiFaultsTest {

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whatZapierThrottlesIsDoneOnceItsRetryAfterHasPassed() {
        stack.zapier().faults().next("POST", "/records/query", Fault.throttled("1"));
        long started = System.nanoTime();

        stack.supabase().insertJob("queued");

        stack.awaitAgreement();
        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(jobs.records()).hasSize(1);
        assertThat(stack.audit().actions()).containsExactly("agent_job_synced");
    }

    @Test
    void aThrottledUpdateIsNotInDoubt() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next(2, "PATCH", "/records", Fault.throttled("0"));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("running");
        assertThat(stack.audit().actions()).containsExactly("agent_job_synced", "agent_job_synced");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void serverErrorsPass(int status) {
        stack.zapier().faults().next(3, "*", "/records", Fault.status(status));

        stack.supabase().insertJob("queued");
        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        stack.awaitAgreement();
        assertThat(jobs.records()).hasSize(2);
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void anUpdateThatWasAppliedAlthoughTheServerSaidOtherwiseIsNotRepeated() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("PATCH", "/records", Fault.statusAfterApplying(500));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertThat(stack.zapier().counts().recordsUpdated()).isOne();
    }

    @Test
    void aTokenThatIsNoLongerGoodIsReplacedAtOnce() {
        stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().revokeTokens();

        stack.supabase().insertJob("queued");

        stack.awaitAgreement();
        assertThat(jobs.records()).hasSize(2);
        assertThat(stack.zapier().counts().tokens()).isEqualTo(2);
    }

    /** Some endpoints say 400 "unauthenticated" instead of 401. */
    @Test
    void anExpiredTokenReportedAsABadRequestIsReplacedAtOnce() {
        stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("POST", "/records/query", Fault.expiredTokenAsBadRequest());

        stack.supabase().insertJob("queued");

        stack.awaitAgreement();
        assertThat(jobs.records()).hasSize(2);
        assertThat(stack.zapier().counts().tokens()).isEqualTo(2);
    }

    @Test
    void aSuccessThatSaysItFailedIsNotTakenForOne() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.zapier().faults().next("PATCH", "/records", Fault.metaErrors("The table is busy"));

        stack.supabase().update("agent_jobs", id, "status", "running");

        assertThat(stack.awaitParked("agent_jobs")).contains("The table is busy");
        stack.supabase().update("agent_jobs", id, "status", "completed");
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void aReadThatLagsBehindUndoesNothing() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        jobs.update(record, Map.of("status", "running"));
        stack.awaitAgreement();
        stack.zapier().faults().next("GET", "/records", new Fault.StaleRead());

        stack.supabase().update("agent_jobs", id, "status", "completed");

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("completed");
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("completed");
    }
}
