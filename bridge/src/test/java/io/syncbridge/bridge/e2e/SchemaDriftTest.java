package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.FieldType;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A table that changes under the bridge stops its own mapping when it must, and no other; nothing is lost meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
final class SchemaDriftTest {

    private static final Duration HEALING = Duration.ofSeconds(30);

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aFieldRenamedInZapierStaysLinkedAlsoAfterARestart() throws Exception {
        String id = settledJob();
        jobs.renameField("error_message", "What went wrong");
        jobs.update(recordOf(id), Map.of("What went wrong", "timeout"));
        stack.awaitQuiet();
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("timeout");

        stack.bridge().close();
        try (Bridge again = stack.openBridge()) {
            stack.sendWebhooksTo(again.serve(stack.config()));
            stack.supabase().update("agent_jobs", id, "error_message", "refused");
            Eventually.until(
                    "the renamed field follows",
                    () -> jobs.text(record(id), "What went wrong").equals(Optional.of("refused")));
        }
    }

    @Test
    void aFieldDeletedInZapierEmptiesNothingAndStopsItsMappingAlone() {
        String id = settledJob();
        jobs.deleteField("error_message");
        jobs.update(recordOf(id), Map.of("status", "running"));

        assertThat(awaitPause("agent_jobs")).contains("'error_message' (f8) was deleted");
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("first");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");

        String decision = stack.supabase().insertDecision("0.5");
        Eventually.until(
                "the other mapping goes on",
                () -> !stack.table("agent_decisions")
                        .recordsWhere("id", decision)
                        .isEmpty());

        jobs.addField(SimField.Spec.of("text", "error_message"));
        awaitLink("agent_jobs");
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("first");
        assertThat(jobs.text(record(id), "error_message")).contains("first");
    }

    @Test
    void aFieldThatBecomesAnotherTypeStopsItsMappingUntilItIsChangedBack() {
        String id = settledJob();
        jobs.retypeField("started_at", FieldType.named("boolean").orElseThrow());
        stack.supabase().update("agent_jobs", id, "started_at", "2026-01-02T03:04:05Z");
        jobs.update(recordOf(id), Map.of("started_at", true));

        assertThat(awaitPause("agent_jobs")).contains("'started_at' is of type boolean");
        jobs.retypeField("started_at", FieldType.named("datetime").orElseThrow());
        awaitLink("agent_jobs");
        stack.supabase().update("agent_jobs", id, "started_at", "2026-02-02T03:04:05Z");
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void fieldsAndColumnsThatAreAddedDoNoHarm() {
        String id = settledJob();
        jobs.addField(SimField.Spec.of("text", "notes"));
        stack.database().update("alter table agent_jobs add column notes text");
        jobs.update(recordOf(id), Map.of("notes", "mine", "status", "running"));
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
        assertThat(stack.supabase().value("agent_jobs", id, "notes")).isEmpty();
    }

    @Test
    void aDroppedColumnStopsItsMappingUntilItIsBack() {
        String id = settledJob();
        stack.database().update("alter table agent_jobs drop column error_message");
        jobs.update(recordOf(id), Map.of("error_message", "second", "status", "running"));

        assertThat(awaitPause("agent_jobs")).contains("no column 'error_message'");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");

        stack.database().update("alter table agent_jobs add column error_message text");
        awaitLink("agent_jobs");
        stack.awaitQuiet();
        // The column came back empty, which is nobody's edit.
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("second");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
    }

    @Test
    void aColumnThatMustBeFilledStopsTheMappingThatCannotFillIt() {
        stack.database().update("alter table agent_jobs add column owner text not null default 'nobody'");
        stack.database().update("alter table agent_jobs alter column owner drop default");
        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        assertThat(awaitPause("agent_jobs")).contains("'owner'").contains("NOT NULL");
        stack.database().update("alter table agent_jobs alter column owner set default 'nobody'");
        awaitLink("agent_jobs");
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isOne();
    }

    @Test
    void aTableThatIsRenamedStopsItsMappingUntilItIsBack() {
        String id = settledJob();
        stack.database().update("alter table agent_jobs rename to agent_jobs_old");
        jobs.update(recordOf(id), Map.of("status", "running"));

        assertThat(awaitPause("agent_jobs")).contains("no table public.agent_jobs");
        stack.database().update("alter table agent_jobs_old rename to agent_jobs");
        awaitLink("agent_jobs");
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
    }

    @Test
    void aMissingAuditTableStopsTheMappingsThatWriteToIt() {
        String id = settledJob();
        stack.database().update("alter table audit_log rename to audit_log_old");
        jobs.update(recordOf(id), Map.of("status", "running"));

        assertThat(awaitPause("agent_jobs")).contains("no audit table");
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        stack.database().update("alter table audit_log_old rename to audit_log");
        awaitLink("agent_jobs");
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");
    }

    @Test
    void aBridgeStartsAsItWasLinkedBeforeWhileZapierIsAway() throws Exception {
        String id = settledJob();
        stack.bridge().close();
        stack.zapier().faults().next(1000, "GET", "/fields", Fault.status(503));
        try (Bridge again = stack.openBridge()) {
            assertThat(again.links()).hasSize(4);
            stack.sendWebhooksTo(again.serve(stack.config()));
            jobs.update(recordOf(id), Map.of("status", "running"));
            stack.zapier().faults().clear();
            Eventually.until(
                    "the edit arrives",
                    HEALING,
                    () -> stack.supabase().value("agent_jobs", id, "status").equals(Optional.of("running")));
        }
    }

    private String settledJob() {
        String id = stack.supabase()
                .insert("agent_jobs", Map.of("job_type", "manual", "status", "queued", "error_message", "first"));
        stack.awaitAgreement();
        return id;
    }

    private SimRecord record(String id) {
        return jobs.recordsWhere("id", id).getFirst();
    }

    private String recordOf(String id) {
        return record(id).id();
    }

    private String awaitPause(String mapping) {
        Eventually.until(mapping + " is paused", HEALING, () -> state(mapping) instanceof TableSync.State.Paused);
        return Eventually.value(
                        mapping + "'s pause is stored",
                        () -> new MappingStates(stack.bridge().database())
                                .paused().stream()
                                        .filter(paused -> paused.mapping().equals(mapping))
                                        .toList(),
                        list -> !list.isEmpty())
                .getFirst()
                .reason();
    }

    private void awaitLink(String mapping) {
        Eventually.until(mapping + " works again", HEALING, () -> state(mapping) instanceof TableSync.State.Linked);
    }

    private TableSync.State state(String mapping) {
        return Optional.ofNullable(stack.bridge().workers().get(mapping))
                .orElseThrow()
                .table()
                .state();
    }
}
