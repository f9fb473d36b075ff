package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.webhooks.Hint;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several instances on one database share the work; what was accepted waits for whoever comes next. */
@Execution(ExecutionMode.CONCURRENT)
final class SharedWorkTest {

    private static final int ROWS = 200;

    private final TestStack stack = TestStack.resting();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void hintsStoredWhileNothingRunsAreWorkedOffByADrain() {
        String id = stack.supabase().insertJob("queued");
        String record = stack.table("agent_jobs")
                .create(Map.of("job_type", "manual", "status", "running"))
                .id();
        stack.tell(
                new Hint.SupabaseRow("agent_jobs", id), new Hint.ZapierRecord("agent_jobs", record, Optional.empty()));

        assertThat(stack.bridge().drain()).isGreaterThanOrEqualTo(2);

        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        assertThat(stack.table("agent_jobs").records()).hasSize(2);
        assertThat(stack.bridge().drain()).isZero();
    }

    @Test
    void twoInstancesDoEverythingOnceAlthoughOneEndsInTheMiddle() {
        storeWork();
        Bridge other = stack.openBridge();
        int unused = other.serve(stack.config());
        stack.serve();
        Eventually.until("the other instance takes part", () -> other.figures().zapierWrites() > 0);

        other.close();

        stack.awaitAgreement();
        assertEverythingOnce();
    }

    @Test
    void twoInstancesDrainingAtOnceDoEverythingOnce() throws InterruptedException {
        storeWork();
        Bridge other = stack.openBridge();
        Thread first = Thread.startVirtualThread(() -> other.drain());
        Thread second = Thread.startVirtualThread(() -> stack.bridge().drain());
        first.join();
        second.join();
        stack.serve();

        stack.awaitAgreement();
        assertEverythingOnce();
    }

    private void storeWork() {
        stack.database()
                .execute(
                        "insert into agent_jobs (job_type, status) select 'discovery', 'queued' from generate_series(1, "
                                + ROWS + ")");
        stack.tell(stack.supabase().ids("agent_jobs").stream()
                .map(id -> new Hint.SupabaseRow("agent_jobs", id))
                .toArray(Hint[]::new));
    }

    private void assertEverythingOnce() {
        assertThat(stack.table("agent_jobs").records()).hasSize(ROWS);
        assertThat(stack.zapier().counts().recordsCreated()).isEqualTo(ROWS);
        assertThat(stack.rowsWritten()).isZero();
        assertThat(stack.audit().entries())
                .hasSize(ROWS)
                .extracting(AuditRows.Entry::resource)
                .doesNotHaveDuplicates();
    }
}
