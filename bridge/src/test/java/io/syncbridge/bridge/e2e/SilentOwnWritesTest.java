package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimRecord;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Triggers as {@code setup} makes them say nothing of the bridge's own writes, and everything of all others'. */
@Execution(ExecutionMode.CONCURRENT)
final class SilentOwnWritesTest {
    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whatTheBridgeWroteIsNotAnnounced() {
        SimRecord job = stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued"));
        stack.awaitAgreement();
        stack.table("agent_jobs").update(job.id(), Map.of("status", "running"));
        stack.awaitAgreement();

        assertThat(stack.rowsWritten()).isEqualTo(2);
        assertThat(stack.announcedBySupabase()).isZero();
    }

    @Test
    void whatAUsersTriggerMakesOfTheBridgesWriteIsAnnouncedAndTravels() {
        String other = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.database().execute("""
                create function raise_other() returns trigger language plpgsql as $$
                begin
                  update agent_jobs set retry_count = retry_count + 1 where status = 'queued' and id <> new.id;
                  return null;
                end $$;
                create trigger raise_other after update on agent_jobs
                  for each row when (new.status = 'running') execute function raise_other()""");
        SimRecord job = stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued"));
        stack.awaitAgreement();

        stack.table("agent_jobs").update(job.id(), Map.of("status", "running"));

        Eventually.until("the other row's change is in Zapier, without a sweep", () -> {
            stack.awaitAgreement();
            return stack.table("agent_jobs").recordsWhere("id", other).stream()
                    .anyMatch(record -> "1"
                            .equals(stack.table("agent_jobs")
                                    .text(record, "retry_count")
                                    .orElse("")));
        });
    }
}
