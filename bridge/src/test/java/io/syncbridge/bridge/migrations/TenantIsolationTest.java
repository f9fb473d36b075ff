package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.PackProject.OTHER;
import static io.syncbridge.bridge.migrations.PackProject.TENANT;
import static io.syncbridge.bridge.migrations.Refusals.PRIVILEGE;
import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who sees and writes what in the packs' tables: a tenant's user, another tenant's, the service, a stranger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantIsolationTest {
    private static final String USER = "aaaaaaaa-1111-1111-1111-111111111111";
    private static final String NOBODY = "bbbbbbbb-1111-1111-1111-111111111111";

    private final TestDatabase database = PackProject.withPacks();
    private final List<String> tables = PackMigrationsTest.tenantTables(database);

    TenantIsolationTest() {
        tables.forEach(table -> {
            PackProject.insert(database, table, TENANT);
            PackProject.insert(database, table, OTHER);
        });
        database.update("insert into profiles (id, tenant_id) values (?, ?)", USER, TENANT);
        database.update("insert into profiles (id, tenant_id) values (gen_random_uuid(), ?)", OTHER);
        database.execute("insert into control_plane_audit_log (tenant_id, actor_type, category) values ('" + TENANT
                + "', 'x', 'y'), ('" + OTHER + "', 'x', 'y'), (null, 'x', 'y')");
        database.execute("insert into system_config (key) values ('k')");
    }

    @AfterAll
    void drop() {
        database.close();
    }

    @Test
    void aUserSeesItsOwnTenantByProfileOrClaimAndNobodyElses() throws SQLException {
        for (String claims : List.of(
                "{\"sub\": \"" + USER + "\"}", "{\"sub\": \"" + NOBODY + "\", \"tenant_id\": \"" + TENANT + "\"}")) {
            try (Session user = user(claims)) {
                for (String table : all()) {
                    assertThat(user.row("select count(*), min(tenant_id::text) from " + table))
                            .as(table + " for " + claims)
                            .containsExactly("1", TENANT);
                }
                assertThat(user.row("select string_agg(id::text, ' ') from tenants"))
                        .containsExactly(TENANT);
            }
        }
        try (Session other = user("{\"sub\": \"" + USER + "\", \"tenant_id\": \"" + OTHER + "\"}")) {
            for (String table : all()) {
                assertThat(other.row("select count(*), min(tenant_id::text) from " + table))
                        .as("another tenant's user in " + table)
                        .containsExactly("1", OTHER);
            }
        }
    }

    @Test
    void theTenantIsThatOfTheProfileThatSupabaseKnowsTheUserBy() throws SQLException {
        try (Session user = user("{\"sub\": \"" + USER + "\"}")) {
            assertThat(user.row(
                            "select current_tenant_id_uuid() = (select tenant_id from profiles where id = auth.uid())"))
                    .containsExactly("t");
        }
        try (Session nobody = Session.as(database, "authenticated")) {
            assertThat(nobody.row("select current_tenant_id_uuid()")).containsExactly("null");
        }
    }

    @Test
    void aUserWithoutTenantSeesNothingAndAStrangerMayNotAsk() throws SQLException {
        try (Session user = user("{\"sub\": \"" + NOBODY + "\"}");
                Session stranger = Session.as(database, "anon")) {
            for (String table : all()) {
                assertThat(user.count(table)).as(table).isZero();
                assertRefused(PRIVILEGE, () -> stranger.count(table));
            }
            assertThat(user.count("tenants")).isZero();
            assertThat(user.count("profiles")).isZero();
            assertRefused(PRIVILEGE, () -> user.count("system_config"));
            assertRefused(PRIVILEGE, () -> stranger.count("system_config"));
            assertRefused(PRIVILEGE, () -> stranger.run("select acquire_tenant_lock('" + TENANT + "', 'w')"));
        }
    }

    @Test
    void aUserWritesOnlyWhereThePagesSaySoAndOnlyItsOwn() throws SQLException {
        List<String> writable = List.of(
                "agent_alerts",
                "connected_accounts",
                "engagement_clocks",
                "guardrails",
                "order_processing_exceptions",
                "order_processing_queue");
        try (Session user = user("{\"sub\": \"" + USER + "\"}")) {
            for (String table : tables) {
                String touch = "update " + table + " set tenant_id = tenant_id";
                if (writable.contains(table)) {
                    assertThat(user.run(touch)).as(table).isEqualTo(1);
                    assertRefused(PRIVILEGE, () -> user.run("update " + table + " set tenant_id = '" + OTHER + "'"));
                } else {
                    assertRefused(PRIVILEGE, () -> user.run(touch));
                }
                assertRefused(PRIVILEGE, () -> user.run("truncate " + table));
            }
            assertRefused(PRIVILEGE, () -> user.run("update tenants set plan = 'gold'"));
            assertRefused(PRIVILEGE, () -> user.run("update profiles set tenant_id = '" + OTHER + "'"));
            assertRefused(
                    PRIVILEGE,
                    () -> user.run(
                            "insert into connected_accounts (tenant_id, provider)" + " values ('" + OTHER + "', 'x')"));
            assertRefused(
                    PRIVILEGE,
                    () -> user.run("select check_and_increment_rate_limit('" + TENANT + "', 'email_send', 1000000)"));
            assertThat(user.row("select count(*) from get_engagement_violations('" + OTHER + "')"))
                    .containsExactly("0");
        }
    }

    @Test
    void theServiceSeesAndWritesEverythingButTheTrail() throws SQLException {
        try (Session service = Session.as(database, "service_role")) {
            for (String table : tables) {
                assertThat(service.count(table)).as(table).isEqualTo(2);
            }
            assertThat(service.count("control_plane_audit_log")).isEqualTo(3);
            assertThat(service.run("update objectives set title = 'y'")).isEqualTo(2);
            assertThat(service.run("update system_config set description = 'y'"))
                    .isEqualTo(1);
            for (String table : List.of(
                    "agent_policy_violations",
                    "agent_hourly_reflections",
                    "email_provider_failures",
                    "warehouse_events",
                    "control_plane_audit_log")) {
                assertRefused(PRIVILEGE, () -> service.run("update " + table + " set tenant_id = tenant_id"));
            }
        }
        for (String statement : List.of(
                "delete from control_plane_audit_log",
                "truncate control_plane_audit_log",
                "set session_replication_role = replica; update control_plane_audit_log set category = 'z'")) {
            try (Session owner = new Session(database.dataSource().getConnection())) {
                assertRefused(PRIVILEGE, "append-only", () -> owner.run(statement));
            }
        }
    }

    private List<String> all() {
        return java.util.stream.Stream.concat(tables.stream(), java.util.stream.Stream.of("control_plane_audit_log"))
                .toList();
    }

    private Session user(String claims) throws SQLException {
        Session session = Session.as(database, "authenticated");
        session.run("set request.jwt.claims = '" + claims + "'");
        return session;
    }
}
