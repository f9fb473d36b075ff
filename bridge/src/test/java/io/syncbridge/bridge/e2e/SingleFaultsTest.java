package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the fault matrix (docs/reliability.md) that no other test is about. */
@Execution(ExecutionMode.CONCURRENT)
final class SingleFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whileTheInboxIsBlockedWebhooksAreToldToComeAgainAndThenTaken() throws SQLException {
        String head = SentRequest.head(SentRequest.SUPABASE);
        RawHttp http = new RawHttp(stack.port());
        try (Connection blocking = stack.database().dataSource().getConnection();
                Statement lock = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            boolean unused = lock.execute("lock table bridge.sync_record in access exclusive mode");
            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                RawHttp.Reply reply = http.exchange(SentRequest.post(head, SentRequest.EVENT));
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.text()).contains("Retry-After: 2");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
            blocking.rollback();
        }
        Eventually.until(
                "webhooks are taken again",
                PATIENCE,
                () -> http.exchange(SentRequest.post(head, SentRequest.EVENT)).status() == 202);
        stack.awaitAgreement();
    }

    @Test
    void aChangeThatCannotBeRecordedInTheAuditLogIsNotApplied() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.database().execute("""
                create function no_audit() returns trigger language plpgsql as
                $$ begin raise exception 'the audit log is closed'; end $$;
                create trigger no_audit before insert on audit_log for each row execute function no_audit();
                """);
        long written = stack.rowsWritten();
        long before = fence(id);
        var jobs = stack.table("agent_jobs");

        jobs.update(jobs.recordsWhere("id", id).getFirst().id(), Map.of("status", "running"));
        // Not the record's fault: held, neither counted nor parked, since not even that could be recorded.
        Eventually.until("it was tried again and again", PATIENCE, () -> fence(id) > before + 2);
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        assertThat(stack.rowsWritten()).isEqualTo(written);

        stack.database().execute("drop trigger no_audit on audit_log");
        jobs.update(jobs.recordsWhere("id", id).getFirst().id(), Map.of("status", "completed"));
        Eventually.until(
                "the change is applied",
                PATIENCE,
                () -> stack.supabase().value("agent_jobs", id, "status").equals(Optional.of("completed")));
        stack.awaitAgreement();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2099-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "now() + interval '1 hour'", "null", "infinity"})
    void whateverARowsUpdatedAtSaysItsEditsTravelBothWays(String time) {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        touchAs(time);
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        assertThat(jobs.text(jobs.find(record).orElseThrow(), "status")).contains("running");

        Map<String, @Nullable Object> edit = new HashMap<>(Map.of("status", "completed"));
        jobs.update(record, edit);
        stack.awaitAgreement();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("completed");

        stack.supabase().update("agent_jobs", id, "status", "failed");
        stack.awaitAgreement();
        assertThat(jobs.text(jobs.find(record).orElseThrow(), "status")).contains("failed");
    }

    /** Replaces what keeps updated_at right by what sets it to this. */
    private void touchAs(String time) {
        String value = time.startsWith("n") ? time : "'" + time + "'";
        stack.database().execute("""
                create or replace function touch_wrongly() returns trigger language plpgsql as
                $$ begin new.updated_at := %s; return new; end $$;
                create trigger zz_touch_wrongly before update on agent_jobs
                  for each row execute function touch_wrongly();
                """.formatted(value));
    }

    /** Rises with every lease of the record. */
    private long fence(String id) {
        Object fence = stack.database().scalar("select fence from bridge.sync_record where s_key = ?", id);
        return ((Number) Objects.requireNonNull(fence)).longValue();
    }
}
