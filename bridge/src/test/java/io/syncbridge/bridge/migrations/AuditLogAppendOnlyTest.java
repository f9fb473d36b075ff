package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.Refusals.PRIVILEGE;
import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditLogAppendOnlyTest {

    private final TestDatabase database = SupabaseProject.withAgentTables();

    @BeforeEach
    void rowsOfAllAges() {
        database.execute("""
                insert into audit_log (actor, actor_type, action, timestamp, retention_days) values
                  ('expired', 'human', 'x', now() - interval '31 days', 30),
                  ('expired', 'human', 'x', now() - interval '1 minute', 0),
                  ('kept', 'human', 'x', now() - interval '29 days', 30),
                  ('kept', 'human', 'x', now() - interval '2000 years', null),
                  ('kept', 'human', 'x', now() - interval '2000 years', 2147483647),
                  ('kept', 'human', 'x', 'infinity', -2147483648),
                  ('kept', 'human', 'x', now(), 2555);
                -- As an installation would have it that grants too much: only the triggers stand in the way.
                grant all on audit_log to service_role;
                """);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service_role", SupabaseProject.OWNER, "postgres"})
    void refusesChangesByRolesThatRowSecurityDoesNotBind(String role) throws SQLException {
        try (var session = Session.as(database, role)) {
            assertRefusesEveryChange(session);
        }
    }

    @Test
    void refusesChangesWhereOrdinaryTriggersAreSilent() throws SQLException {
        try (var session = Session.as(database, "postgres")) {
            session.run("set session_replication_role = replica");
            assertRefusesEveryChange(session);
        }
    }

    @Test
    void refusesToDeleteExpiredRowsForRolesWithoutTheOwnersRights() throws SQLException {
        try (var session = Session.as(database, "service_role")) {
            assertRefused(PRIVILEGE, "append-only", () -> session.run("delete from audit_log where actor = 'expired'"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"service_role", SupabaseProject.OWNER})
    void theCleanUpRemovesExactlyWhatHasExpired(String role) throws SQLException {
        try (var session = Session.as(database, role)) {
            assertThat(session.row("select cleanup_audit_log()")).containsExactly("2");
            assertThat(session.row("select cleanup_audit_log()")).containsExactly("0");
        }
        assertThat(database.scalar("select count(*) from audit_log where actor = 'kept'"))
                .isEqualTo(5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anon", "authenticated"})
    void theCleanUpIsNotForEverybody(String role) throws SQLException {
        try (var session = Session.as(database, role)) {
            assertRefused(PRIVILEGE, () -> session.run("select cleanup_audit_log()"));
        }
    }

    @Test
    void theCleanUpOpensNothingForTheRestOfItsTransaction() throws SQLException {
        try (var session = Session.as(database, SupabaseProject.OWNER)) {
            session.connection().setAutoCommit(false);
            session.run("select cleanup_audit_log()");
            assertRefused(PRIVILEGE, () -> session.run("delete from audit_log"));
        }
    }

    private static void assertRefusesEveryChange(Session session) {
        assertRefused(PRIVILEGE, "append-only", () -> session.run("update audit_log set actor = actor"));
        assertRefused(PRIVILEGE, "append-only", () -> session.run("update audit_log set retention_days = 0"));
        assertRefused(PRIVILEGE, "append-only", () -> session.run("delete from audit_log"));
        assertRefused(PRIVILEGE, "append-only", () -> session.run("delete from audit_log where actor = 'kept'"));
        assertRefused(PRIVILEGE, "append-only", () -> session.run("truncate audit_log"));
        assertRefused(PRIVILEGE, "append-only", () -> session.run("truncate audit_log cascade"));
    }
}
