package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The specification's Test 2: a row inserted in Supabase is found in Zapier Tables. */
@Execution(ExecutionMode.CONCURRENT)
final class SupabaseToTablesTest {

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aDecisionArrivesWithItsConfidenceToTheDigit() {
        String id = stack.supabase().insertDecision("0.87");

        stack.awaitAgreement();

        var decisions = stack.table("agent_decisions");
        var record = decisions.recordsWhere("id", id).getFirst();
        assertThat(decisions.value(record, "confidence").isNumber()).isTrue();
        assertThat(decisions.text(record, "confidence")).contains("0.87");
        assertThat(decisions.text(record, "decision")).contains("qualified");
        assertThat(decisions.records()).hasSize(1);
    }

    @Test
    void eachKindOfValueArrivesAsItsFieldTakesIt() {
        String id = stack.supabase()
                .insert(
                        "agent_jobs",
                        Map.of(
                                "job_type", "enrichment",
                                "status", "running",
                                "initiated_by", "claude \"the\" finder, 日本",
                                "initiated_by_type", "claude_agent",
                                "parameters", "{\"metro\": \"Austin\", \"radius\": 9007199254740993}",
                                "error_message", "line one\nline two",
                                "retry_count", 3,
                                "started_at", "2026-01-02T03:04:05.678901+05:30"));

        stack.awaitAgreement();

        var jobs = stack.table("agent_jobs");
        var record = jobs.recordsWhere("id", id).getFirst();
        assertThat(jobs.text(record, "job_type")).contains("enrichment");
        assertThat(jobs.text(record, "initiated_by")).contains("claude \"the\" finder, 日本");
        assertThat(jobs.text(record, "parameters").orElse(""))
                .contains("\"metro\"")
                .contains("9007199254740993");
        assertThat(jobs.text(record, "error_message")).contains("line one\nline two");
        assertThat(jobs.text(record, "retry_count")).contains("3");
        assertThat(jobs.text(record, "started_at")).contains("2026-01-01T21:34:05Z");
    }
}
