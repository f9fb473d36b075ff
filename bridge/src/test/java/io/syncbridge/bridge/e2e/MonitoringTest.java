package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The specification's monitoring: its queries, letter for letter, and the metadata that they and dashboards read. */
@Execution(ExecutionMode.CONCURRENT)
final class MonitoringTest {

    private static final String LAG = """
            -- Sync Lag (how long does sync take?)
            SELECT
              action,
              AVG(EXTRACT(EPOCH FROM (timestamp - (metadata->>'source_timestamp')::timestamp))) as avg_lag_seconds
            FROM audit_log
            WHERE action LIKE '%_synced'
              AND timestamp > NOW() - INTERVAL '1 hour'
            GROUP BY action;
            """;
    private static final String FAILURES = """
            SELECT COUNT(*) FROM audit_log
            WHERE action='sync_failed'
            AND timestamp > NOW() - INTERVAL '1 hour'
            """;
    private static final String CONFLICTS = """
            SELECT COUNT(*) FROM audit_log
            WHERE action='sync_conflict_resolved'
            AND timestamp > NOW() - INTERVAL '1 hour'
            """;

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void theLagOfEachTableIsShownUnderItsAction() {
        stack.supabase().insertJob("queued");
        stack.supabase().insertDecision("0.5");
        stack.table("rate_limits")
                .create(Map.of(
                        "service_name", "mail",
                        "window_start", "2026-01-01T00:00:00Z",
                        "request_count", 1,
                        "quota_limit", 10,
                        "reset_at", "2026-01-01T01:00:00Z"));
        stack.awaitAgreement();

        var lags = stack.database().rows(LAG);

        assertThat(lags)
                .extracting(row -> row.get("action"))
                .containsExactlyInAnyOrder("agent_job_synced", "agent_decision_synced", "rate_limit_synced");
        assertThat(lags)
                .extracting(row -> (BigDecimal) row.get("avg_lag_seconds"))
                .allSatisfy(lag -> assertThat(lag).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(30)));
    }

    @Test
    void theLagIsWhatPassedSinceTheEdit() {
        stack.supabase()
                .insert(
                        "agent_jobs",
                        Map.of(
                                "job_type",
                                "discovery",
                                "status",
                                "queued",
                                "updated_at",
                                java.time.Instant.now().minusSeconds(600).toString()));
        stack.awaitAgreement();

        assertThat((BigDecimal) stack.database().rows(LAG).getFirst().get("avg_lag_seconds"))
                .isBetween(BigDecimal.valueOf(600), BigDecimal.valueOf(630));
        assertThat(stack.audit().only().metadata().path("lag_ms").asLong()).isBetween(600_000L, 630_000L);
    }

    @Test
    void failuresAndConflictsAreCounted() {
        assertThat(stack.database().scalar(FAILURES)).isEqualTo(0L);
        assertThat(stack.database().scalar(CONFLICTS)).isEqualTo(0L);
        var jobs = stack.table("agent_jobs");
        for (int i = 0; i < 3; i++) {
            jobs.create(Map.of("job_type", "discovery", "status", "queued", "parameters", "{oops"));
        }
        stack.awaitQuiet();
        String id = stack.supabase().insertJob("queued");
        stack.awaitQuiet();
        editBothAtOnce(id);

        assertThat(stack.database().scalar(FAILURES)).isEqualTo(3L);
        assertThat(stack.database().scalar(CONFLICTS)).isEqualTo(1L);
    }

    @Test
    void aSyncedChangeSaysFromWhereToWhereWhenAndWhat() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        var edited = jobs.update(
                jobs.recordsWhere("id", id).getFirst().id(), Map.of("status", "completed", "retry_count", 2));
        stack.awaitAgreement();

        var rows = stack.audit().about(id).entries();
        assertThat(rows)
                .extracting(AuditRows.Entry::action)
                .containsOnly("agent_job_synced")
                .hasSize(3);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.actorType()).isEqualTo("system");
            assertThat(row.resourceType()).isEqualTo("job");
            assertThat(row.text("sync_id")).isNotBlank();
            assertThat(row.metadata().path("lag_ms").isNumber()).isTrue();
        });
        assertThat(rows).extracting(row -> row.text("sync_id")).doesNotHaveDuplicates();
        assertThat(rows)
                .extracting(row -> row.text("sync_direction") + " from " + row.text("sync_source"))
                .containsExactly(
                        "supabase_to_tables from supabase",
                        "supabase_to_tables from supabase",
                        "tables_to_supabase from zapier_tables");
        assertThat(rows.get(1).metadata().path("changes").path("status").toString())
                .isEqualTo("[\"queued\",\"running\"]");
        assertThat(rows.get(2).metadata().path("changes").toString())
                .contains("\"status\":[\"running\",\"completed\"]")
                .contains("\"retry_count\":[\"0\",\"2\"]");
        assertThat(rows.get(2).text("source_timestamp"))
                .isEqualTo(edited.editedAt().toString());
        assertThat(rows).noneMatch(row -> row.metadata().has("lost"));
    }

    /** The person in Zapier is a moment later than the agent in Supabase. */
    private void editBothAtOnce(String id) {
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier().faults().beforeNext("GET", record, () -> jobs.update(record, Map.of("status", "failed")));
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitQuiet();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("failed");
        assertThat(jobs.text(jobs.recordsWhere("id", id).getFirst(), "status")).contains("failed");
    }
}
