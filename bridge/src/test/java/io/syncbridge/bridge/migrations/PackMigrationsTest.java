package io.syncbridge.bridge.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packs' migrations on a plain PostgreSQL, on Supabase, twice, and where some of their tables stand already. */
final class PackMigrationsTest {

    @Test
    void aPlainPostgresGetsEveryTableOnceAndASecondRunChangesNothing() {
        try (TestDatabase database = TestPostgres.fresh()) {
            int first = Migrations.pack(database.dataSource(), "autonomous-agent");
            int other = Migrations.pack(database.dataSource(), "control-plane");
            List<String> catalog = catalog(database);

            assertThat(first).isEqualTo(2 + 7);
            assertThat(other).as("tenants stand already").isEqualTo(4);
            assertThat(Migrations.pack(database.dataSource(), "autonomous-agent"))
                    .isZero();
            assertThat(database.scalar("select count(*) from pg_tables where schemaname = 'public'"))
                    .isEqualTo(14L + 2 + 7);
            PackProject.files().forEach(file -> database.execute(text(file)));
            assertThat(catalog(database)).isEqualTo(catalog);
        }
    }

    @Test
    void anOwnerOfASupabaseProjectMayRunThemTwice() {
        try (TestDatabase database = PackProject.withPacks()) {
            List<String> catalog = catalog(database);

            PackProject.migrate(database);

            assertThat(catalog(database)).isEqualTo(catalog);
        }
    }

    @Test
    void whatStandsAlreadyKeepsColumnsRowsAndFunctions() {
        try (TestDatabase database = PackProject.empty()) {
            database.execute("""
                    set role project_owner;
                    create table tenants (id uuid primary key, name text not null);
                    insert into tenants values ('11111111-1111-1111-1111-111111111111', 'mine');
                    create table orders (id uuid primary key);
                    create table agent_alerts (id uuid primary key, note text);
                    create function release_tenant_lock(p_tenant_id uuid, p_locked_by text) returns boolean
                      language sql return null::boolean;
                    """);

            PackProject.migrate(database);
            PackProject.migrate(database);

            assertThat(database.rows("select name, agent_enabled from tenants"))
                    .containsExactly(Map.of("name", "mine", "agent_enabled", false));
            assertThat(database.scalar(
                            "select count(*) from information_schema.columns where table_name = ?", "agent_alerts"))
                    .isEqualTo(2L);
            assertThat(database.scalar("select release_tenant_lock(?::uuid, 'w')", PackProject.TENANT))
                    .isNull();
            database.execute("insert into orders values ('33333333-3333-3333-3333-333333333333')");
            database.execute("insert into order_processing_queue (tenant_id, order_id)"
                    + " values ('11111111-1111-1111-1111-111111111111', '33333333-3333-3333-3333-333333333333')");
            database.execute("delete from orders");
            assertThat(database.scalar("select count(*) from order_processing_queue"))
                    .as("an order's delete reaches its queue entry")
                    .isEqualTo(0L);
        }
    }

    @Test
    void aTenantsDeleteTakesAllOfItsRowsAndNobodyElses() {
        try (TestDatabase database = PackProject.withPacks()) {
            List<String> tables = tenantTables(database);
            tables.forEach(table -> {
                PackProject.insert(database, table, PackProject.TENANT);
                PackProject.insert(database, table, PackProject.OTHER);
            });

            database.update("delete from tenants where id = ?", PackProject.TENANT);

            assertThat(tables).hasSize(13 + 6);
            for (String table : tables) {
                assertThat(database.scalar("select string_agg(tenant_id::text, ' ') from " + table))
                        .as(table)
                        .isEqualTo(PackProject.OTHER);
            }
        }
    }

    @Test
    void everyIndexAndFunctionOfThePagesIsThere() {
        try (TestDatabase database = PackProject.withPacks()) {
            assertThat(names(database, "select indexname as name from pg_indexes where schemaname = 'public'"))
                    .contains(
                            "idx_autonomous_runs_tenant_started",
                            "idx_autonomous_runs_tenant_status",
                            "idx_autonomous_runs_running",
                            "idx_tenant_locks_expires",
                            "idx_engagement_clocks_client",
                            "idx_engagement_clocks_contact",
                            "idx_engagement_clocks_tenant_overdue",
                            "idx_engagement_clocks_tenant_due",
                            "idx_policy_violations_tenant",
                            "idx_order_processing_pending",
                            "idx_order_exceptions_unresolved",
                            "idx_rate_limits_tenant_type",
                            "idx_rate_limits_cleanup",
                            "idx_agent_alerts_unacked",
                            "idx_email_failures_recent",
                            "idx_warehouse_events_tenant_type",
                            "tenants_plan_idx",
                            "objectives_tenant_metric_idx",
                            "guardrails_tenant_uidx",
                            "connected_accounts_tenant_provider_idx",
                            "tool_catalog_tenant_slug_version_idx",
                            "outbox_tenant_status_idx",
                            "outbox_external_id_uidx",
                            "outbox_dlq_tenant_idx",
                            "audit_log_tenant_created_idx");
            assertThat(names(database, """
                            select proname || '(' || oidvectortypes(proargtypes) || ')' as name from pg_proc
                             where pronamespace = 'public'::regnamespace
                            """))
                    .contains(
                            "acquire_tenant_lock(uuid, text, text, integer)",
                            "acquire_tenant_lock(uuid, text, integer)",
                            "release_tenant_lock(uuid, text)",
                            "release_tenant_lock(uuid, uuid, text)",
                            "extend_tenant_lock(uuid, integer)",
                            "update_engagement_clock(uuid, text, uuid, text, text, uuid)",
                            "update_engagement_clock(uuid, uuid, uuid, text, uuid)",
                            "refresh_engagement_compliance(uuid)",
                            "check_and_increment_rate_limit(uuid, text, integer)",
                            "get_engagement_violations(uuid)",
                            "current_tenant_id_uuid()");
            assertThat(names(database, """
                            select proname as name from pg_proc
                             where pronamespace in ('public'::regnamespace, 'bridge'::regnamespace)
                               and not coalesce('search_path=""' = any (proconfig), false)
                            """))
                    .as("functions whose search_path the caller could choose")
                    .isEmpty();
        }
    }

    static List<String> tenantTables(TestDatabase database) {
        return names(database, """
                select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
                 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'tenant_id'
                   and c.relname not in ('profiles', 'control_plane_audit_log') order by 1
                """);
    }

    private static List<String> names(TestDatabase database, String query) {
        return database.rows(query).stream()
                .map(row -> String.valueOf(row.get("name")))
                .toList();
    }

    private static List<String> catalog(TestDatabase database) {
        return database.rows("""
                select 'column' as kind, attrelid::regclass::text as a, attname::text as b, attnum::text as c
                  from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'public'::regnamespace
                union all select 'policy', tablename, policyname, coalesce(qual, '') from pg_policies
                union all select 'grant', relname, coalesce(relacl::text, ''), relrowsecurity::text from pg_class
                           where relnamespace = 'public'::regnamespace
                union all select 'function', proname, oid::text, coalesce(proacl::text, '') from pg_proc
                           where pronamespace = 'public'::regnamespace
                union all select 'trigger', tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger
                           where not tgisinternal
                order by 1, 2, 3, 4
                """).stream().map(row -> String.valueOf(row)).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
