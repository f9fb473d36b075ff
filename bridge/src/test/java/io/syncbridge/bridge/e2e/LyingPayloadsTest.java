package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A payload says which record to look at. What it claims that the record holds is never applied. */
@Execution(ExecutionMode.CONCURRENT)
final class LyingPayloadsTest {

    private final TestStack stack = TestStack.start();
    private String id = "";
    private String record = "";

    @BeforeEach
    void aSyncedJob() {
        record = stack.table("agent_jobs")
                .create(Map.of("job_type", "discovery", "status", "queued", "error_message", "none"))
                .id();
        stack.awaitAgreement();
        id = stack.supabase().ids("agent_jobs").getFirst();
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void valuesThatTheRecordDoesNotHoldChangeNothing() {
        var before = stack.recordsWritten();
        String data = "{\"%s\": \"failed\", \"%s\": \"lies\"}".formatted(key("status"), key("error_message"));
        for (String time : List.of("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "not a time")) {
            for (String body : List.of(
                    "{\"record_id\": \"%s\", \"new\": {\"id\": \"%s\", \"edited_at\": \"%s\", \"data\": %s}}"
                            .formatted(record, record, time, data),
                    "{\"new__id\": \"%s\", \"new__edited_at\": \"%s\", \"new__data__%s\": \"failed\"}"
                            .formatted(record, time, key("status")),
                    "{\"record_id\": \"%s\", \"status\": \"failed\", \"new\": {\"edited_at\": \"%s\", \"data\": %s}}"
                            .formatted(record, time, data))) {
                assertThat(stack.post().zapier("agent_jobs", body)).isEqualTo(202);
            }
        }

        stack.awaitAgreement();

        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("none");
        assertThat(stack.rowsWritten()).isOne();
        assertThat(stack.recordsWritten()).isEqualTo(before);
        assertThat(stack.audit().actions()).containsExactly("agent_job_synced");
    }

    @Test
    void aDeletionThatDidNotHappenChangesNothing() {
        String body = "{\"record_id\": \"%s\", \"event\": \"deleted\", \"new\": null, \"old\": {\"id\": \"%s\"}}"
                .formatted(record, record);

        assertThat(stack.post().zapier("agent_jobs", body)).isEqualTo(202);

        stack.awaitAgreement();
        assertThat(stack.supabase().exists("agent_jobs", id)).isTrue();
    }

    @Test
    void aRecordThatDoesNotExistIsForgotten() {
        String body =
                "{\"record_id\": \"01ABCDEFGHJKMNPQRSTVWXYZ01\", \"new\": {\"id\": \"01ABCDEFGHJKMNPQRSTVWXYZ01\","
                        + " \"edited_at\": \"2026-01-01T00:00:00Z\", \"data\": {\"%s\": \"failed\", \"%s\": \"manual\"}}}"
                                .formatted(key("status"), key("job_type"));

        assertThat(stack.post().zapier("agent_jobs", body)).isEqualTo(202);

        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isOne();
    }

    @Test
    void anotherRecordsKeyInThePayloadOfANewRecordConfusesNobody() {
        stack.zapier().faults().disturbWebhooks(WebhookDisturbance.dropAll());
        String other = stack.table("agent_jobs")
                .create(Map.of("job_type", "manual", "status", "running"))
                .id();
        stack.zapier().faults().clear();
        String body = "{\"record_id\": \"%s\", \"new\": {\"id\": \"%s\", \"edited_at\": \"2026-01-01T00:00:00Z\","
                        .formatted(other, other)
                + " \"data\": {\"%s\": \"%s\", \"%s\": \"failed\"}}}".formatted(key("id"), id, key("status"));

        assertThat(stack.post().zapier("agent_jobs", body)).isEqualTo(202);

        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
    }

    /** The user mapped some cells only: what they say is as agreed, what they do not say is the edit. */
    @Test
    void anEditOfACellThatThePayloadLeavesOutIsNotTakenForAnEcho() {
        stack.zapier().faults().disturbWebhooks(WebhookDisturbance.dropAll());
        var edited = stack.table("agent_jobs").update(record, Map.of("error_message", "out of quota"));
        String body = "{\"record_id\": \"%s\", \"new\": {\"edited_at\": \"%s\", \"data\": {\"%s\": \"queued\"}}}"
                .formatted(record, edited.editedAt(), key("status"));

        assertThat(stack.post().zapier("agent_jobs", body)).isEqualTo(202);

        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "error_message")).contains("out of quota");
    }

    private String key(String field) {
        return stack.table("agent_jobs").key(field);
    }
}
