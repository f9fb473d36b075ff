package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.Refusals.PRIVILEGE;
import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExistingInstallationTest {

    private static final String ROWS = """
            select to_jsonb(j) as row from agent_jobs j union all select to_jsonb(d) from agent_decisions d
            union all select to_jsonb(a) from audit_log a union all select to_jsonb(r) from rate_limits r
            """;

    private final TestDatabase database = SupabaseProject.empty();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void keepsEveryRowColumnConstraintPolicyAndFunction() throws SQLException {
        install(HandMadeInstallation.TABLES + HandMadeInstallation.OTHER_FUNCTIONS);
        List<?> rows = database.rows(ROWS);
        List<String> catalog = Catalog.of(database);

        SupabaseProject.migrate(database);
        SupabaseProject.migrate(database);

        assertThat(database.rows(ROWS)).isEqualTo(rows);
        assertThat(Catalog.of(database)).containsAll(catalog);
    }

    @Test
    void addsOnlyTheIndexesThatAreMissingInSubstance() throws SQLException {
        install(HandMadeInstallation.TABLES);
        SupabaseProject.migrate(database);

        assertThat(database.rows("select indexname from pg_indexes where tablename = 'agent_jobs'").stream()
                        .map(row -> row.get("indexname")))
                .containsExactlyInAnyOrder(
                        "agent_jobs_pkey", "jobs_by_state", "idx_agent_jobs_created_at", "idx_agent_jobs_initiated_by");
        assertThat(database.scalar("select count(*) from pg_indexes where tablename = 'rate_limits'"))
                .isEqualTo(2L);
    }

    @Test
    void makesTheExistingAuditLogAppendOnlyButLetsTheOwnersCleanUpPass() throws SQLException {
        install(HandMadeInstallation.TABLES + HandMadeInstallation.OTHER_FUNCTIONS);
        SupabaseProject.migrate(database);

        try (var owner = Session.as(database, SupabaseProject.OWNER)) {
            assertRefused(PRIVILEGE, "append-only", () -> owner.run("delete from audit_log"));
            owner.run("insert into audit_log (actor, actor_type, action, timestamp, retention_days)"
                    + " values ('expired', 'human', 'x', now() - interval '2 days', 1)");
            owner.run("select cleanup_audit_log()");
            assertThat(owner.count("audit_log where actor = 'expired'")).isZero();
            assertThat(owner.count("audit_log")).isOne();
        }
    }

    @Test
    void replacesTheRacingFunctionOfTheSameContract() throws SQLException {
        install(HandMadeInstallation.TABLES + HandMadeInstallation.RACING_FUNCTION);
        SupabaseProject.migrate(database);

        try (var owner = Session.as(database, SupabaseProject.OWNER)) {
            owner.run("update rate_limits set window_start = agent_rate_limit_window(clock_timestamp(), 1440)");
            assertThat(owner.row("select allowed, remaining from check_rate_limit('clay', 10, 1440)"))
                    .containsExactly("t", "0");
            assertThat(owner.row("select allowed, remaining from check_rate_limit('clay', 10, 1440)"))
                    .containsExactly("f", "0");
        }
    }

    @Test
    void leavesTheTablesAndFunctionsOfAnotherRoleAlone() throws SQLException {
        database.execute(HandMadeInstallation.TABLES + HandMadeInstallation.RACING_FUNCTION);
        List<String> catalog = Catalog.of(database);

        SupabaseProject.migrate(database);

        assertThat(Catalog.of(database)).containsAll(catalog);
        assertThat(database.update("delete from audit_log")).isOne();
    }

    private void install(String sql) throws SQLException {
        try (var owner = Session.as(database, SupabaseProject.OWNER)) {
            owner.run(sql);
        }
    }
}
