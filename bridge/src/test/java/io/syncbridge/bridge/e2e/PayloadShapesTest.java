package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.PayloadShape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a user filled the Zap's webhook step, changes arrive, echoes cost nothing and edits come through. */
@Execution(ExecutionMode.CONCURRENT)
final class PayloadShapesTest {

    @ParameterizedTest
    @EnumSource(PayloadShape.class)
    void eachShapeCarriesCreationsEditsAndEmptiedCells(PayloadShape shape) {
        try (TestStack stack = TestStack.start(Setup.usual().withShape(shape))) {
            var jobs = stack.table("agent_jobs");
            var job = jobs.create(Map.of(
                    "job_type", "discovery",
                    "status", "queued",
                    "error_message", "a, \"b\" & c=d\nsecond line",
                    "retry_count", 2));
            stack.awaitAgreement();
            String id = stack.supabase().ids("agent_jobs").getFirst();

            Map<String, @Nullable Object> edit = new HashMap<>(Map.of("status", "running"));
            edit.put("error_message", null);
            jobs.update(job.id(), edit);
            stack.awaitAgreement();

            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
            assertThat(stack.supabase().value("agent_jobs", id, "error_message"))
                    .isEmpty();
            assertThat(stack.supabase().count("agent_jobs")).isOne();
            assertThat(stack.rowsWritten()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PayloadShape.class,
            names = {"CHANGESET", "NESTED", "FORM", "BARE_IDS"})
    void aDeletionIsIgnoredAndTheRestoredRecordGoesOn(PayloadShape shape) {
        try (TestStack stack = TestStack.start(Setup.usual().withShape(shape))) {
            var jobs = stack.table("agent_jobs");
            var job = jobs.create(Map.of("job_type", "discovery", "status", "queued"));
            stack.awaitAgreement();

            jobs.delete(job.id());
            stack.awaitQuiet();
            assertThat(stack.supabase().count("agent_jobs")).isOne();
            assertThat(jobs.records()).isEmpty();

            jobs.restore(job.id());
            jobs.update(job.id(), Map.of("status", "completed"));
            stack.awaitAgreement();
            assertThat(stack.supabase().count("agent_jobs")).isOne();
            assertThat(jobs.records()).hasSize(1);
        }
    }
}
