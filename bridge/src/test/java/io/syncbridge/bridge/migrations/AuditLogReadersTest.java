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

final class AuditLogReadersTest {

    private static final String INSERT =
            "insert into audit_log (actor, actor_type, action) values ('someone', 'human', 'tried')";

    private final TestDatabase database = SupabaseProject.withAgentTables();

    @BeforeEach
    void oneRow() {
        database.execute(INSERT);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anon", "authenticated"})
    void anyoneInsertsButDoesNotRead(String role) throws SQLException {
        try (var session = Session.as(database, role).withJwtRole(role)) {
            assertThat(session.run(INSERT)).isOne();
            assertThat(session.count("audit_log")).isZero();
        }
    }

    @Test
    void anonymousWithoutAnyClaimsReadsNothing() throws SQLException {
        try (var session = Session.as(database, "anon")) {
            assertThat(session.count("audit_log")).isZero();
            session.run("set request.jwt.claims = ''");
            assertThat(session.count("audit_log")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "service_role"})
    void theJwtRoleOfAnAdministratorReads(String claim) throws SQLException {
        try (var session = Session.as(database, "authenticated").withJwtRole(claim)) {
            assertThat(session.count("audit_log")).isOne();
        }
    }

    @Test
    void theServiceRoleInsertsAndReadsWithoutClaims() throws SQLException {
        try (var session = Session.as(database, "service_role")) {
            session.run(INSERT);
            assertThat(session.count("audit_log")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anon", "authenticated", "service_role"})
    void theApiRolesLackTheRightToChangeAnything(String role) throws SQLException {
        try (var session = Session.as(database, role).withJwtRole("admin")) {
            assertRefused(PRIVILEGE, () -> session.run("update audit_log set actor = 'nobody'"));
            assertRefused(PRIVILEGE, () -> session.run("delete from audit_log"));
            assertRefused(PRIVILEGE, () -> session.run("truncate audit_log"));
        }
    }
}
