package io.syncbridge.bridge.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.nio.file.Path;
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
