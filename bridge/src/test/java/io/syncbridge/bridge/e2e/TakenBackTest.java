package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.TimePrecision;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database makes of a value is taken back once, and then nobody writes any more. */
@Execution(ExecutionMode.CONCURRENT)
final class TakenBackTest {

    @Test
    void theDefaultsOfColumnsAppearInZapier() {
        try (TestStack stack = TestStack.start()) {
            var jobs = stack.table("agent_jobs");
            var job = jobs.create(Map.of("job_type", "manual", "status", "queued"));

            stack.awaitAgreement();

            var now = jobs.find(job.id()).orElseThrow();
            assertThat(jobs.text(now, "created_at")).isPresent();
            assertThat(jobs.text(now, "retry_count")).contains("0");
            assertThat(stack.rowsWritten()).isOne();
            assertThat(stack.recordsWritten()).isOne();
        }
    }

    @Test
    void aConfidenceFinerThanTheColumnIsRoundedOnceAndRests() {
        try (TestStack stack = TestStack.start()) {
            var decisions = stack.table("agent_decisions");
            decisions.create(Map.of(
                    "id", "aaaaaaaa-0000-4000-8000-000000000001",
                    "lead_id", SupabaseRows.NO_SUCH_LEAD,
                    "decision_type", "scoring",
                    "agent_name", "scorer",
                    "agent_type", "council",
                    "decision", "qualified",
                    "confidence", 0.875,
                    "created_at", "2026-01-01T00:00:00Z"));

            stack.awaitAgreement();

            assertThat(stack.supabase().value("agent_decisions", "aaaaaaaa-0000-4000-8000-000000000001", "confidence"))
                    .contains("0.88");
            assertThat(stack.rowsWritten()).isOne();
            assertThat(stack.recordsWritten()).isZero();
        }
    }

    @Test
    void whatATriggerOfTheUsersMakesOfAValueAppearsInZapier() {
        try (TestStack stack = TestStack.resting()) {
            stack.database().execute("""
                    create function tidy() returns trigger language plpgsql as
                    $$ begin new.initiated_by := lower(new.initiated_by); return new; end $$;
                    create trigger tidy before insert or update on agent_jobs for each row execute function tidy();
                    """);
            stack.serve();
            var jobs = stack.table("agent_jobs");
            var job = jobs.create(Map.of("job_type", "manual", "status", "queued", "initiated_by", "ADA"));
            stack.awaitAgreement();
            jobs.update(job.id(), Map.of("initiated_by", "GRACE"));
            stack.awaitAgreement();

            assertThat(jobs.text(jobs.find(job.id()).orElseThrow(), "initiated_by"))
                    .contains("grace");
            assertThat(stack.rowsWritten()).isEqualTo(2);
            assertThat(stack.recordsWritten()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TimePrecision.class)
    void howeverFinelyZapierKeepsTimeAnEditIsWrittenOnce(TimePrecision precision) {
        SimulatorOptions options =
                SimulatorOptions.defaults().withDatetimePrecision(precision).withStampPrecision(precision);
        try (TestStack stack = TestStack.start(Setup.usual().withZapier(options))) {
            String id = stack.supabase()
                    .insert(
                            "agent_jobs",
                            Map.of(
                                    "job_type", "manual",
                                    "status", "running",
                                    "started_at", "2026-01-01T00:00:00.987654Z"));
            stack.awaitAgreement();
            var jobs = stack.table("agent_jobs");
            jobs.update(jobs.records().getFirst().id(), Map.of("status", "completed"));
            stack.awaitAgreement();
            stack.supabase().update("agent_jobs", id, "status", "failed");
            stack.awaitAgreement();

            assertThat(stack.supabase().value("agent_jobs", id, "extract(microsecond from started_at)::int"))
                    .as("the finer side keeps its time")
                    .contains("987654");
            assertThat(stack.rowsWritten()).isOne();
            assertThat(stack.recordsWritten()).isEqualTo(2);
        }
    }
}
