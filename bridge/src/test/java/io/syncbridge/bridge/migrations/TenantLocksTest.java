package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.PackProject.OTHER;
import static io.syncbridge.bridge.migrations.PackProject.TENANT;
import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Locks and limits of pack autonomous-agent, called by many at once on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantLocksTest {
    private static final String LOCK = "'" + TENANT + "'::uuid";

    private final TestDatabase database = PackProject.withPacks();
    private final Session service = Session.as(database, "service_role");

    TenantLocksTest() throws SQLException {}

    @BeforeEach
    void clean() {
        database.execute("truncate agent_tenant_locks, agent_rate_limits, engagement_clocks");
    }

    @AfterAll
    void drop() throws SQLException {
        service.close();
        database.close();
    }

    @Test
    void ofFiftyCallersOneWins() throws Exception {
        assertThat(PackProject.passedAtOnce(database, 50, "acquire_tenant_lock(" + LOCK + ", 'worker %d')"))
                .isEqualTo(1);
        assertThat(PackProject.passedAtOnce(database, 50, "acquire_tenant_lock(" + LOCK + ", 'worker %d', 5)"))
                .as("while it is held")
                .isZero();
        assertThat(ask("acquire_tenant_lock('" + OTHER + "', 'worker')"))
                .as("another tenant's is free")
                .isEqualTo("t");
    }

    @Test
    void ofFiftyCallersOneTakesAnExpiredLock() throws Exception {
        assertThat(ask("acquire_tenant_lock(" + LOCK + ", 'gone')")).isEqualTo("t");
        database.execute("update agent_tenant_locks set expires_at = now() - interval '1 second'");

        assertThat(PackProject.passedAtOnce(database, 50, "acquire_tenant_lock(" + LOCK + ", 'worker %d')"))
                .isEqualTo(1);
        assertThat(ask("release_tenant_lock(" + LOCK + ", 'gone')"))
                .as("who lost it cannot release it")
                .isEqualTo("f");
    }

    @Test
    void aLockIsReleasedByItsHolderAndWithItsIdOnlyThatOne() throws SQLException {
        assertThat(ask("acquire_tenant_lock(" + LOCK + ", 'w')")).isEqualTo("t");
        String first = service.row("select id from agent_tenant_locks").getFirst();
        assertThat(ask("release_tenant_lock(" + LOCK + ", 'other')")).isEqualTo("f");
        assertThat(ask("release_tenant_lock(" + LOCK + ", 'w')")).isEqualTo("t");
        assertThat(ask("release_tenant_lock(" + LOCK + ", 'w')")).isEqualTo("f");

        assertThat(ask("acquire_tenant_lock(" + LOCK + ", 'w')")).isEqualTo("t");
        assertThat(ask("release_tenant_lock(" + LOCK + ", '" + first + "'::uuid, 'w')"))
                .isEqualTo("f");
        String second = service.row("select id from agent_tenant_locks").getFirst();
        assertThat(ask("release_tenant_lock(" + LOCK + ", '" + second + "'::uuid, 'w')"))
                .isEqualTo("t");
    }

    @Test
    void anExtensionNeverShortensNorRevives() throws SQLException {
        assertThat(ask("extend_tenant_lock(" + LOCK + ", 60)"))
                .as("there is none")
                .isEqualTo("f");
        assertThat(ask("acquire_tenant_lock(" + LOCK + ", 'w', 'import', 120)")).isEqualTo("t");
        String end = service.row("select expires_at from agent_tenant_locks").getFirst();
        assertThat(ask("extend_tenant_lock(" + LOCK + ", 1)")).isEqualTo("t");
        assertThat(service.row("select expires_at from agent_tenant_locks")).containsExactly(end);
        assertThat(ask("extend_tenant_lock(" + LOCK + ", 'other'::text, 600)")).isEqualTo("f");
        assertThat(ask("extend_tenant_lock(" + LOCK + ", 'w'::text, 600)")).isEqualTo("t");
        assertThat(service.count("agent_tenant_locks where expires_at > now() + interval '599 minutes'"))
                .isOne();

        database.execute("update agent_tenant_locks set expires_at = now()");
        assertThat(ask("extend_tenant_lock(" + LOCK + ", 60)")).as("expired").isEqualTo("f");
        assertRefused("22023", () -> ask("acquire_tenant_lock(" + LOCK + ", 'w', 0)"));
        assertRefused("22023", () -> ask("extend_tenant_lock(" + LOCK + ", null::integer)"));
    }

    @Test
    void fiftyCallersNeverPassALimit() throws Exception {
        int passed = PackProject.passedAtOnce(
                database, 50, "check_and_increment_rate_limit(" + LOCK + ", 'email_send', 10)");

        // An hour may end while the test runs; each hour keeps to the limit by itself.
        long windows = service.count("agent_rate_limits");
        assertThat(passed).isBetween(10, (int) (10 * windows));
        assertThat(service.count("agent_rate_limits where action_count > 10")).isZero();
        assertThat(service.row("select sum(action_count) from agent_rate_limits"))
                .containsExactly(Integer.toString(passed));
        assertThat(ask("check_and_increment_rate_limit(" + LOCK + ", 'call', 0)"))
                .isEqualTo("f");
        assertThat(ask("check_and_increment_rate_limit('" + OTHER + "', 'email_send', 1)"))
                .isEqualTo("t");
    }

    @Test
    void touchesAtOnceAreCountedOnOneClock() throws Exception {
        String contact = "'33333333-3333-3333-3333-333333333333'::uuid";
        int touched = PackProject.passedAtOnce(
                database,
                50,
                "update_engagement_clock(" + LOCK + ", null::uuid, " + contact + ", 'email', null::uuid) is not null");

        assertThat(touched).isEqualTo(50);
        assertThat(service.row("select touch_count, is_compliant, days_overdue from engagement_clocks"))
                .containsExactly("50", "t", "0");
        assertThat(service.count("engagement_clocks where next_touch_due - last_touch_at = interval '21 days'"))
                .isOne();
    }

    @Test
    void overdueClocksAreFoundAtOnceAndMarkedByTheRefresh() throws SQLException {
        service.run("select update_engagement_clock(" + LOCK + ", 'client', gen_random_uuid(), 'call', 'ann')");
        service.run("select update_engagement_clock(" + LOCK + ", 'contact', gen_random_uuid(), 'call')");
        // As if looked at three days ago, before it was due: the trigger would look at it now.
        database.execute("set session_replication_role = replica; update engagement_clocks set checked_at = now()"
                + " - interval '3 days 2 hours', next_touch_due = now() - interval '3 days 1 hour'"
                + " where last_touch_by = 'ann'");

        assertThat(service.row("select is_compliant from engagement_clocks where last_touch_by = 'ann'"))
                .containsExactly("t");
        assertThat(service.row("select count(*), max(days_overdue) from get_engagement_violations(" + LOCK + ")"))
                .containsExactly("1", "3");
        assertThat(ask("refresh_engagement_compliance(" + LOCK + ")")).isEqualTo("1");
        assertThat(ask("refresh_engagement_compliance(" + LOCK + ")"))
                .as("nothing new")
                .isEqualTo("0");
        assertThat(service.row("select is_compliant, days_overdue from engagement_clocks where client_id is not null"))
                .containsExactly("f", "3");
        assertRefused(
                "22023",
                "cast to uuid",
                () -> ask("update_engagement_clock(" + LOCK + ", 'robot', gen_random_uuid(), 'call')"));
        assertRefused("428C9", () -> service.run("update engagement_clocks set is_compliant = true"));
    }

    private String ask(String call) throws SQLException {
        return service.row("select " + call).getFirst();
    }
}
