package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Zapier may refuse one value of a write and store the others. Chaos seed 54: the part that landed was forgotten with the
 * attempt, and came back as an edit of the user's that nobody had made.
 */
@Execution(ExecutionMode.CONCURRENT)
final class HalfLandedWriteTest {

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void thePartThatLandedIsOursAndNoEditOfTheUsers() {
        String id = stack.supabase()
                .insert(
                        "agent_jobs",
                        Map.of(
                                "job_type",
                                "manual",
                                "status",
                                "queued",
                                "error_message",
                                "first",
                                "initiated_by",
                                "a"));
        stack.awaitAgreement();
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier()
                .faults()
                .next(100, "PATCH", "/records", new Fault.RecordError(record, jobs.key("error_message"), "Too rude"));

        stack.database()
                .update("update agent_jobs set error_message = 'second', initiated_by = 'b' where id = ?::uuid", id);
        assertThat(stack.awaitParked("agent_jobs")).contains("Too rude");
        assertThat(jobs.recordsWhere("initiated_by", "b"))
                .as("half of it landed")
                .hasSize(1);

        stack.zapier().faults().clear();

        // Had the half been forgotten, the record would look edited by a user, and going back would be undone.
        stack.database()
                .update("update agent_jobs set error_message = 'third', initiated_by = 'a' where id = ?::uuid", id);
        stack.awaitAgreement();

        assertThat(stack.supabase().value("agent_jobs", id, "initiated_by")).contains("a");
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("third");
        assertThat(jobs.recordsWhere("initiated_by", "a")).hasSize(1);
        assertThat(jobs.recordsWhere("error_message", "third")).hasSize(1);
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }
}
