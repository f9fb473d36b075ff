package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides edit the same records faster than the bridge can follow. */
@Execution(ExecutionMode.CONCURRENT)
final class RapidEditsTest {

    private static final int EDITS = 12;

    @ParameterizedTest
    @ValueSource(strings = {"supabase", "zapier"})
    void theLastEditOfASeriesFromBothSidesIsWhatBothEndWith(String lastSide) {
        try (TestStack stack = TestStack.start()) {
            List<String> ids = Stream.generate(() -> stack.supabase().insertJob("queued"))
                    .limit(4)
                    .toList();
            stack.awaitAgreement();
            var jobs = stack.table("agent_jobs");
            List<String> records = ids.stream()
                    .map(id -> jobs.recordsWhere("id", id).getFirst().id())
                    .toList();

            for (int edit = 1; edit <= EDITS; edit++) {
                boolean inSupabase = (EDITS - edit) % 2 == 0 == lastSide.equals("supabase");
                for (int i = 0; i < ids.size(); i++) {
                    if (inSupabase) {
                        stack.supabase().update("agent_jobs", ids.get(i), "error_message", "edit " + edit);
                    } else {
                        jobs.update(records.get(i), Map.of("error_message", "edit " + edit));
                    }
                }
            }

            stack.awaitAgreement();
            for (String id : ids) {
                assertThat(stack.supabase().value("agent_jobs", id, "error_message"))
                        .contains("edit " + EDITS);
            }
            assertThat(jobs.records()).hasSize(ids.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"supabase", "zapier"})
    void aSeriesOfEditsOnOneSideArrivesAsItsLastState(String side) {
        try (TestStack stack = TestStack.start()) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            var jobs = stack.table("agent_jobs");
            String record = jobs.records().getFirst().id();

            for (int edit = 1; edit <= 3 * EDITS; edit++) {
                if (side.equals("supabase")) {
                    stack.supabase().update("agent_jobs", id, "retry_count", edit);
                } else {
                    jobs.update(record, Map.of("retry_count", edit));
                }
            }

            stack.awaitAgreement();
            assertThat(stack.supabase().value("agent_jobs", id, "retry_count")).contains(String.valueOf(3 * EDITS));
            assertThat(stack.audit().called("sync_conflict_resolved").entries()).isEmpty();
        }
    }
}
