package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.Refusals.PRIVILEGE;
import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.SupabaseRoles;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

final class MigrationFilesTest {

    private static final String TABLES = """
            select string_agg(relname, ' ' order by relname) from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'flyway_schema_history'
            """;

    @Test
    void areNamedAsTheSupabaseCommandLineWantsThem() {
        assertThat(MigrationFiles.all())
                .hasSizeGreaterThan(4)
                .allSatisfy(file -> assertThat(fileName(file)).matches("\\d{14}_[a-z_]+\\.sql"));
    }

    @Test
    void workForAProjectOwnerWhoIsNoSuperuser() {
        try (var database = SupabaseProject.withAgentTables()) {
            assertThat(database.scalar(TABLES)).isEqualTo("agent_decisions agent_jobs audit_log rate_limits");
        }
    }

    @Test
    void workOnAPlainPostgresWithoutSupabaseSchemasThroughFlyway() {
        try (var database = TestPostgres.fresh()) {
            var flyway = Flyway.configure()
                    .dataSource(database.dataSource())
                    .locations("classpath:migrations/agent-tables")
                    .sqlMigrationPrefix("")
                    .sqlMigrationSeparator("_")
                    .load();

            assertThat(flyway.migrate().migrationsExecuted)
                    .isEqualTo(MigrationFiles.all().size());
            assertThat(database.scalar(TABLES)).isEqualTo("agent_decisions agent_jobs audit_log rate_limits");
        }
    }

    @Test
    void openTheTablesToTheServiceRoleWhereDefaultPrivilegesDoNot() throws SQLException {
        try (var database = TestPostgres.fresh()) {
            SupabaseRoles.install(database.dataSource());
            database.execute("alter default privileges in schema public revoke all on tables from service_role, anon;"
                    + " alter default privileges in schema public revoke all on sequences from service_role, anon");
            try (var session = Session.as(database, "postgres")) {
                MigrationFiles.apply(session.connection());
                session.run("set role service_role");
                session.run("insert into agent_jobs (job_type) values ('manual')");
                session.run("insert into audit_log (actor, actor_type, action) values ('a', 'system', 'b')");
                assertThat(session.row("select allowed from check_rate_limit('clay', 1)"))
                        .containsExactly("t");
                session.run("set role anon");
                session.run("insert into audit_log (actor, actor_type, action) values ('a', 'human', 'b')");
                assertRefused(PRIVILEGE, () -> session.count("agent_jobs"));
            }
        }
    }

    @Test
    void changeNothingWhenAppliedAgain() {
        try (var database = SupabaseProject.withAgentTables()) {
            List<String> before = Catalog.of(database);
            SupabaseProject.migrate(database);
            assertThat(Catalog.of(database)).isEqualTo(before);
        }
    }

    @Test
    void createTheIndexesOfTheWrittenSchemaOnce() {
        try (var database = SupabaseProject.withAgentTables()) {
            assertThat(indexes(database))
                    .containsExactlyInAnyOrder(
                            "agent_jobs (status, job_type)",
                            "agent_jobs (created_at DESC)",
                            "agent_jobs (initiated_by)",
                            "agent_decisions (lead_id, decision_type)",
                            "agent_decisions (agent_name)",
                            "agent_decisions (overridden_by) WHERE (overridden_by IS NOT NULL)",
                            "audit_log (\"timestamp\" DESC)",
                            "audit_log (resource_type, resource_id)",
                            "rate_limits (service_name, window_start)");
        }
    }

    private static List<String> indexes(TestDatabase database) {
        return database.rows("""
                        select tablename || ' ' || split_part(indexdef, 'btree ', 2) as line from pg_indexes
                        where schemaname = 'public' and indexname not like '%_pkey'
                        """).stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
