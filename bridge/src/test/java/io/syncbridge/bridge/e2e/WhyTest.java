package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code bridgectl why}: what a conflict cost, what waits, and the way back from both. */
@Execution(ExecutionMode.CONCURRENT)
final class WhyTest {

    @TempDir
    private Path directory;

    @Test
    void whatAConflictBeatIsShownAndUndoBringsItBack() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimTable jobs = stack.table("agent_jobs");
            String id = stack.supabase().insertJob("queued");
            work(stack, id);
            String record = jobs.recordsWhere("id", id).getFirst().id();
            jobs.update(record, Map.of("error_message", "beaten"));
            stack.supabase().update("agent_jobs", id, "error_message", "winner");
            work(stack, id);
            assertThat(jobs.recordsWhere("error_message", "winner")).hasSize(1);

            Verb why = run(stack, "why", "agent_jobs", record.toLowerCase(java.util.Locale.ROOT));
            assertThat(why.code()).as(why.err()).isZero();
            assertThat(why.out())
                    .contains("Supabase → Zapier  conflict supabase wins")
                    .contains("error_message  \"beaten\" → \"winner\"")
                    .contains("    beat error_message  \"beaten\"");

            JsonNode told = document(run(stack, "why", "agent_jobs", id, "--json"));
            assertThat(told.path("state").asText()).isEqualTo("agreed");
            assertThat(told.path("zapier_record").asText()).isEqualTo(record);
            JsonNode last = told.path("history").path(told.path("history").size() - 1);
            assertThat(last.path("lost").path("error_message").asText()).isEqualTo("beaten");

            Verb undone = run(stack, "undo", "--sync-id", last.path("sync_id").asText());
            assertThat(undone.out()).contains(id + "  written back: error_message");
            Verb due = run(stack, "why", "agent_jobs", id);
            assertThat(due.out()).contains("Now: due now");
            assertThat(stack.bridge().drain()).isPositive();
            assertThat(jobs.recordsWhere("error_message", "beaten")).hasSize(1);
            assertThat(stack.supabase().value("agent_jobs", id, "error_message"))
                    .contains("beaten");
            assertThat(stack.audit().about(id).entries().getLast().text("rule")).isEqualTo("changed_in_supabase");
        }
    }

    @Test
    void aParkedRecordIsToldWithItsReasonAndTheWayOut() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimRecord bad = stack.table("agent_jobs")
                    .create(Map.of("job_type", "manual", "status", "queued", "retry_count", new BigDecimal("1.5")));
            stack.tell(new Hint.ZapierRecord("agent_jobs", bad.id(), Optional.empty()));
            assertThat(stack.bridge().drain()).isPositive();

            Verb why = run(stack, "why", "agent_jobs", bad.id());

            assertThat(why.code()).as(why.err()).isZero();
            assertThat(why.out())
                    .contains("could not be synced: ", "retry_count")
                    .contains("Now: parked since 2", "./bridgectl retry-dlq --envelope ", " tries it again")
                    .contains("the two sides have not agreed on it yet");
            JsonNode told = document(run(stack, "why", "agent_jobs", bad.id(), "--json"));
            assertThat(told.path("state").asText()).isEqualTo("parked");
            assertThat(told.path("reason").asText()).contains("retry_count");

            Verb wrong = run(stack, "why", "jobs", "x");
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err()).contains("there is no table 'jobs'; there are: agent_jobs");
            Verb alone = run(stack, "start", "--json");
            assertThat(alone.code()).isEqualTo(2);
            assertThat(alone.err()).contains("--json and --every go with --shadow only");
        }
    }

    private static void work(TestStack stack, String id) {
        stack.tell(new Hint.SupabaseRow("agent_jobs", id));
        assertThat(stack.bridge().drain()).isPositive();
    }

    private Verb run(TestStack stack, String... arguments) throws Exception {
        return Verb.run(stack.environment(), directory, arguments);
    }

    private static JsonNode document(Verb verb) {
        return JsonText.parse(verb.out()).orElseThrow(() -> new AssertionError("no JSON: " + verb.out() + verb.err()));
    }
}
