package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code why} and {@code undo} beside a running bridge: what the bridge overwrote comes back, on both sides. */
@Execution(ExecutionMode.CONCURRENT)
final class UndoTest {

    @TempDir
    private Path directory;

    @Test
    void anUndoGoesBothWaysCanBeRepeatedAndUndone() throws Exception {
        try (TestStack stack = TestStack.start()) {
            SimTable jobs = stack.table("agent_jobs");
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            SimRecord record = jobs.recordsWhere("id", id).getFirst();
            jobs.update(record.id(), Map.of("status", "running"));
            stack.awaitAgreement();
            String first = lastSync(stack, id);

            // Zapier's edit had overwritten Supabase.
            Verb rehearsed = undo(stack, "--sync-id", first, "--dry-run");
            assertThat(rehearsed.out()).contains("would be written back: status", "would undo 1 records");
            assertThat(both(stack, id, "status")).isEqualTo("running/running");

            Verb undone = undo(stack, "--sync-id", first);
            assertThat(undone.code()).as(undone.err()).isZero();
            assertThat(undone.out()).contains(id + "  written back: status", "undone: 1 records");
            stack.awaitAgreement();
            assertThat(both(stack, id, "status")).isEqualTo("queued/queued");
            AuditRows.Entry row = stack.audit().about(id).called("sync_undone").only();
            assertThat(row.changedTo("status")).isEqualTo("queued");
            assertThat(row.metadata().path("undoes").path(0).asText()).isEqualTo(first);

            int rows = stack.audit().entries().size();
            Verb again = undo(stack, "--sync-id", first);
            assertThat(again.code()).isZero();
            assertThat(again.out()).contains("undone: 0 records; 0 spared, 0 under way, 1 as before already");
            stack.awaitAgreement();
            assertThat(stack.audit().entries()).hasSize(rows);

            Verb back = undo(stack, "--sync-id", row.text("sync_id"));
            assertThat(back.out()).contains("undone: 1 records");
            stack.awaitAgreement();
            assertThat(both(stack, id, "status")).isEqualTo("running/running");

            // Supabase's edit had overwritten Zapier.
            stack.supabase().update("agent_jobs", id, "error_message", "first");
            stack.awaitAgreement();
            stack.supabase().update("agent_jobs", id, "error_message", "second");
            stack.awaitAgreement();
            String second = lastSync(stack, id);
            assertThat(undo(stack, "--sync-id", second).code()).isZero();
            stack.awaitAgreement();
            assertThat(both(stack, id, "error_message")).isEqualTo("first/first");
            assertThat(stack.parked("agent_jobs")).isEmpty();

            Verb why = Verb.run(stack.environment(), directory, "why", "agent_jobs", id);
            assertThat(why.code()).as(why.err()).isZero();
            assertThat(why.out())
                    .contains("agent_jobs " + id + "  (Zapier record " + record.id() + ")")
                    .contains("Supabase → Zapier  created in supabase")
                    .contains("Zapier → Supabase  changed in zapier", "status  \"queued\" → \"running\"", "lag ")
                    .contains("undo of " + first)
                    .contains("error_message  \"first\" → \"second\"")
                    .contains("Now: nothing waits; both sides last agreed on what was edited at ");
        }
    }

    @Test
    void whatSomebodyChangedSinceIsSparedFieldByFieldOnEitherSide() throws Exception {
        try (TestStack stack = TestStack.start()) {
            SimTable jobs = stack.table("agent_jobs");
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            String record = jobs.recordsWhere("id", id).getFirst().id();
            jobs.update(
                    record,
                    Map.of("status", "running", "retry_count", 3, "error_message", "mine", "initiated_by", "me"));
            stack.awaitAgreement();
            String sync = lastSync(stack, id);
            jobs.update(record, Map.of("retry_count", 5));
            stack.awaitAgreement();
            stack.supabase().update("agent_jobs", id, "error_message", "theirs");
            stack.awaitAgreement();
            // Nobody has told the bridge of this one: only a look at Zapier shows it.
            stack.silence();
            jobs.update(record, Map.of("initiated_by", "you"));

            Verb undone = undo(stack, "--sync-id", sync, "--json");

            assertThat(undone.code()).as(undone.err()).isZero();
            JsonNode told = document(undone).path("records").path(0);
            assertThat(told.path("outcome").asText()).isEqualTo("written");
            assertThat(told.path("fields").toString()).isEqualTo("[\"status\"]");
            assertThat(told.path("spared").path("retry_count").asText())
                    .contains("changed since in Zapier, synced at 2");
            assertThat(told.path("spared").path("error_message").asText())
                    .contains("changed since in Supabase, synced at 2");
            assertThat(told.path("spared").path("initiated_by").asText())
                    .contains("changed since in Zapier, last edited there at 2");
            stack.sendWebhooksAgain();
            stack.sweep("agent_jobs");
            stack.awaitAgreement();
            assertThat(both(stack, id, "status")).isEqualTo("queued/queued");
            assertThat(both(stack, id, "retry_count")).isEqualTo("5/5");
            assertThat(both(stack, id, "error_message")).isEqualTo("theirs/theirs");
        }
    }

    @Test
    void aTimeWindowGoesBackToTheStateBeforeItsFirstSyncAndLeavesCreationsAlone() throws Exception {
        try (TestStack stack = TestStack.start()) {
            SimTable jobs = stack.table("agent_jobs");
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            String record = jobs.recordsWhere("id", id).getFirst().id();
            String since = now(stack);
            jobs.update(record, Map.of("status", "running"));
            stack.awaitAgreement();
            stack.supabase().update("agent_jobs", id, "status", "completed");
            stack.awaitAgreement();
            jobs.update(record, Map.of("retry_count", 2));
            stack.awaitAgreement();
            String fresh = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            String until = now(stack);

            Verb undone = undo(stack, "--since", since, "--until", until, "--table", "agent_jobs");

            assertThat(undone.code()).as(undone.err()).isZero();
            assertThat(undone.out())
                    .contains(id + "  written back: retry_count, status")
                    .contains(fresh
                            + "  not undone: was created, and this table's deletes do not travel (deletes: ignore)");
            stack.awaitAgreement();
            assertThat(both(stack, id, "status")).isEqualTo("queued/queued");
            assertThat(both(stack, id, "retry_count")).isEqualTo("0/0");
            assertThat(stack.supabase().exists("agent_jobs", fresh)).isTrue();

            // With the undo's own rows in the window: they cancel each other out.
            Verb wider = undo(stack, "--since", since);
            assertThat(wider.out()).contains("undone: 0 records; 1 spared");
            Verb none = undo(stack, "--sync-id", "nobody");
            assertThat(none.code()).isOne();
            assertThat(none.err()).contains("No audit row has the sync id nobody");
            assertThat(undo(stack).code()).isEqualTo(2);
            Verb unknown = Verb.run(stack.environment(), directory, "why", "agent_jobs", "nobody");
            assertThat(unknown.code()).isOne();
            assertThat(unknown.err()).contains("agent_jobs has no record nobody", "Zapier record id");
        }
    }

    @Test
    void whereDeletesTravelDeletedRecordsComeBackAndCreatedOnesGo() throws Exception {
        try (TestStack stack =
                TestStack.start(Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: propagate"))) {
            SimTable jobs = stack.table("agent_jobs");
            String kept = stack.supabase().insertJob("queued");
            String id = stack.supabase().insertJob("running");
            stack.awaitAgreement();
            jobs.delete(jobs.recordsWhere("id", id).getFirst().id());
            stack.awaitAgreement();
            assertThat(stack.supabase().exists("agent_jobs", id)).isFalse();

            Verb restored = undo(stack, "--sync-id", lastSync(stack, id));
            assertThat(restored.out()).contains(id + "  made again");
            stack.awaitAgreement();
            assertThat(both(stack, id, "status")).isEqualTo("running/running");

            String undo = stack.audit().called("sync_undone").only().text("sync_id");
            Verb gone = undo(stack, "--sync-id", undo);
            assertThat(gone.out()).contains(id + "  deleted");
            stack.awaitAgreement();
            assertThat(stack.supabase().ids("agent_jobs")).containsExactly(kept);
            assertThat(jobs.records().stream().filter(SimRecord::live)).hasSize(1);
        }
    }

    private Verb undo(TestStack stack, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "undo";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Verb.run(stack.environment(), directory, all);
    }

    private static String lastSync(TestStack stack, String id) {
        return stack.audit().about(id).entries().getLast().text("sync_id");
    }

    private static String both(TestStack stack, String id, String field) {
        SimTable jobs = stack.table("agent_jobs");
        return stack.supabase().value("agent_jobs", id, field).orElse("-") + "/"
                + jobs.text(jobs.recordsWhere("id", id).getFirst(), field).orElse("-");
    }

    private static String now(TestStack stack) {
        return String.valueOf(stack.database()
                .scalar("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    private static JsonNode document(Verb verb) {
        return JsonText.parse(verb.out()).orElseThrow(() -> new AssertionError("no JSON: " + verb.out() + verb.err()));
    }
}
