package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AgentTableConstraintsTest {

    private static final String JOB = "agent_jobs (job_type, status, initiated_by_type) values ";
    private static final String DECISION =
            "agent_decisions (lead_id, decision_type, agent_name, agent_type, decision, confidence) values ";
    private static final String AUDIT = "audit_log (actor, actor_type, action, severity, data_classification) values ";
    private static final String LEAD = "gen_random_uuid()";

    private final TestDatabase database = SupabaseProject.withAgentTables();
    private final Session owner;

    AgentTableConstraintsTest() throws SQLException {
        owner = Session.as(database, SupabaseProject.OWNER);
    }

    @AfterAll
    void drop() throws SQLException {
        owner.close();
        database.close();
    }

    @BeforeAll
    void existingWindow() throws SQLException {
        insert("rate_limits (service_name, window_start, quota_limit, reset_at) values ('clay', 'epoch', 1, 'epoch')");
    }

    @ParameterizedTest
    @CsvSource({"discovery", "enrichment", "qualification", "delivery", "manual"})
    void takesEveryJobType(String type) throws SQLException {
        insert(JOB + "('" + type + "', 'queued', null)");
    }

    @ParameterizedTest
    @CsvSource({"queued", "running", "completed", "failed", "cancelled"})
    void takesEveryJobStatus(String status) throws SQLException {
        insert(JOB + "('manual', '" + status + "', 'human')");
    }

    @ParameterizedTest
    @CsvSource({"qualification", "scoring", "routing", "email_variant", "category_assignment"})
    void takesEveryDecisionType(String type) throws SQLException {
        insert(DECISION + "(" + LEAD + ", '" + type + "', 'a', 'council', 'b', null)");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00", "1, 1.00", "0.5, 0.50", "1.004, 1.00"})
    void keepsConfidenceWithTwoDecimals(String given, String stored) throws SQLException {
        assertThat(owner.row("insert into " + DECISION + "(" + LEAD + ", 'scoring', 'a', 'council', 'b', " + given
                        + ") returning confidence"))
                .containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource({"debug", "info", "warning", "error", "critical"})
    void takesEverySeverity(String severity) throws SQLException {
        insert(AUDIT + "('a', 'system', 'b', '" + severity + "', 'restricted')");
    }

    @Test
    void fillsDefaults() throws SQLException {
        assertThat(owner.row("insert into agent_jobs (job_type) values ('manual')"
                        + " returning status, retry_count, created_at = now(), updated_at = now(), id is not null"))
                .containsExactly("queued", "0", "t", "t", "t");
        assertThat(owner.row("insert into audit_log (actor, actor_type, action) values ('a', 'human', 'b')"
                        + " returning severity, retention_days, timestamp = now()"))
                .containsExactly("info", "2555", "t");
    }

    @Test
    void setsUpdatedAtOnEveryUpdateOfJobsAndLimitsWhateverWasWritten() throws SQLException {
        for (String table : new String[] {"agent_jobs", "rate_limits"}) {
            insert(table.equals("agent_jobs") ? "agent_jobs (job_type) values ('manual')" : limit("apollo"));
            owner.run("update " + table + " set updated_at = '2020-01-01'");
            assertThat(owner.count(table + " where updated_at < now() - interval '1 minute'"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agent_jobs_job_type_check           | agent_jobs (job_type) values ('lead_enrichment')",
                "agent_jobs_status_check             | agent_jobs (job_type, status) values ('manual', 'done')",
                "agent_jobs_initiated_by_type_check  | agent_jobs (job_type, initiated_by_type) values ('manual', 'user')",
                "audit_log_actor_type_check          | audit_log (actor, actor_type, action) values ('a', 'zapier_sync', 'b')",
                "audit_log_severity_check            | audit_log (actor, actor_type, action, severity) values ('a', 'human', 'b', 'fatal')",
                "audit_log_data_classification_check | audit_log (actor, actor_type, action, data_classification) values ('a', 'human', 'b', 'secret')",
            })
    void refusesWhatIsNotOnTheList(String constraint, String row) {
        assertRefused(Refusals.CHECK, constraint, () -> insert(row));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "agent_decisions_decision_type_check | 'guess'   | 'council' | 0.5",
                "agent_decisions_agent_type_check    | 'scoring' | 'human'   | 0.5",
                "agent_decisions_confidence_check    | 'scoring' | 'council' | 1.01",
                "agent_decisions_confidence_check    | 'scoring' | 'council' | -0.01",
                "agent_decisions_confidence_check    | 'scoring' | 'council' | 'NaN'",
            })
    void refusesDecisionsOutsideTheirBounds(String constraint, String type, String agent, String confidence) {
        String row = String.join(", ", LEAD, type, "'a'", agent, "'b'", confidence);
        assertRefused(Refusals.CHECK, constraint, () -> insert(DECISION + "(" + row + ")"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job_type       | agent_jobs (status) values ('queued')",
                "status         | agent_jobs (job_type, status) values ('manual', null)",
                "lead_id        | agent_decisions (decision_type, agent_name, agent_type, decision) values ('scoring', 'a', 'council', 'b')",
                "action         | audit_log (actor, actor_type) values ('a', 'human')",
                "reset_at       | rate_limits (service_name, window_start, quota_limit) values ('a', now(), 1)",
            })
    void refusesMissingValues(String column, String row) {
        assertRefused(Refusals.NOT_NULL, '"' + column + '"', () -> insert(row));
    }

    @Test
    void refusesASecondRowForOneWindowOfAService() {
        assertRefused(Refusals.UNIQUE, "rate_limits_service_name_window_start_key", () -> insert(limit("clay")));
    }

    private static String limit(String service) {
        return "rate_limits (service_name, window_start, quota_limit, reset_at) values ('" + service
                + "', 'epoch', 1, 'epoch')";
    }

    private void insert(String row) throws SQLException {
        owner.run("insert into " + row);
    }
}
