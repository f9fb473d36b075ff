package io.syncbridge.bridge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.postgres.SupabaseRoles;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the triggers note, and that they never stand in a writer's way. */
@Timeout(60)
final class CaptureTriggersTest {
    private final TestDatabase server = TestPostgres.fresh("capture", fresh -> {
        SupabaseRoles.install(fresh.dataSource());
        int unused = Migrations.all(fresh.dataSource());
    });
    private final Database database = new Database(server.dataSource());
    private final TableMapping mapping = mapping("agent_jobs");
    private final CaptureTriggers triggers = new CaptureTriggers(mapping, true);

    @BeforeEach
    void install() {
        database.apply(triggers::install);
    }

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void everyChangeIsNotedWithItsKeyAndOrigin() {
        String id = insert();
        server.update("update agent_jobs set status = 'running' where id = ?", id);
        server.execute("begin; select set_config('bridge.origin', 'zapier', true);"
                + " delete from agent_jobs where id = '" + id + "'; commit");
        assertThat(notes()).containsExactly(id + " supabase", id + " supabase", id + " zapier");
    }

    @Test
    void anUpdateThatChangesNothingIsNotNoted() {
        String id = insert();
        server.execute("alter table agent_jobs disable trigger user; alter table agent_jobs enable trigger"
                + " zz_bridge_agent_jobs"); // without the one that sets updated_at
        server.update("update agent_jobs set status = status where id = ?", id);
        assertThat(notes()).hasSize(1);
    }

    @Test
    void aChangeOfTheKeyIsNotedUnderBoth() {
        String id = insert();
        String other = UUID.randomUUID().toString();
        server.update("update agent_jobs set id = ? where id = ?", other, id);
        assertThat(notes()).containsExactly(id + " supabase", other + " supabase", id + " supabase");
    }

    @Test
    void aBulkWriteTakesNoTransactionIdForEachRow() {
        server.execute("insert into agent_jobs (job_type) select 'discovery' from generate_series(1, 500)");
        assertThat(server.scalar("select count(distinct xmin::text) from bridge.capture"))
                .isEqualTo(1L);
        assertThat(server.scalar("select count(distinct s_key) from bridge.capture"))
                .isEqualTo(500L);
    }

    @Test
    void truncateAsksForTheWholeTable() {
        String unused = insert();
        server.execute("truncate agent_jobs cascade");
        assertThat(notes()).hasSize(2).last().isEqualTo("null supabase");
    }

    @Test
    void whatIsRolledBackIsNotNoted() throws SQLException {
        try (Connection user = connect();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("insert into agent_jobs (job_type) values ('discovery')");
            user.rollback();
            statement.execute("savepoint inner_part; insert into agent_jobs (job_type) values ('discovery');"
                    + " rollback to inner_part");
            user.commit();
        }
        assertThat(notes()).isEmpty();
    }

    @Test
    void aRoleWithoutAnyRightOnTheBridgeWritesAndIsNoted() throws SQLException {
        server.execute("alter table agent_jobs enable row level security;"
                + " create policy own on agent_jobs for all to authenticated using (true) with check (true);"
                + " grant all on agent_jobs to authenticated");
        try (Connection user = connect();
                Statement statement = user.createStatement()) {
            statement.execute("set role authenticated; set search_path = pg_temp, public");
            statement.execute("insert into agent_jobs (job_type) values ('discovery')");
            assertThat(notes()).hasSize(1);
            assertRefused(statement, "select * from bridge.capture");
            assertRefused(statement, "insert into bridge.capture (mapping) values ('agent_jobs')");
            assertRefused(statement, "select bridge.capture_agent_jobs()");
        }
    }

    @Test
    void rowsThatAPolicyHidesFromTheirWriterAreNotedAllTheSame() throws SQLException {
        server.execute("alter table agent_jobs enable row level security;"
                + " create policy blind on agent_jobs for insert to authenticated with check (true);"
                + " grant all on agent_jobs to authenticated");
        try (Connection user = connect();
                Statement statement = user.createStatement()) {
            statement.execute("set role authenticated");
            statement.execute("insert into agent_jobs (job_type) values ('discovery')");
        }
        assertThat(notes()).hasSize(1);
    }

    @Test
    void aJsonColumnWithoutEqualityAndWithNulDoesNotFailAnUpdate() {
        server.execute("alter table agent_jobs add column raw json");
        String id = insert();
        server.update("update agent_jobs set raw = ? where id = ?", "{\"a\":\"\\u0000\"}", id);
        assertThat(notes()).hasSize(2);
    }

    @Test
    void aRenamedKeyColumnDoesNotFailTheWriteButAsksForTheWholeTable() throws SQLException {
        try (Connection user = connect();
                Statement statement = user.createStatement()) {
            statement.execute("insert into agent_jobs (job_type) values ('discovery')");
            server.execute("alter table agent_jobs rename column id to job_id");
            statement.execute("insert into agent_jobs (job_type) values ('discovery')");
            statement.execute("update agent_jobs set status = 'running'");
            statement.execute("delete from agent_jobs");
        }
        assertThat(notes().stream().skip(1)).hasSize(5).allMatch(note -> note.equals("null supabase"));
    }

    @Test
    void installingAgainChangesNothingAndRemovingLeavesTheTableAsItWas() {
        assertThat(mode()).isEqualTo(CaptureTriggers.Mode.NOTIFYING);
        database.apply(new CaptureTriggers(mapping, false)::install);
        String unused = insert();
        assertThat(notes()).hasSize(1);
        assertThat(mode()).isEqualTo(CaptureTriggers.Mode.NOTED);

        database.apply(triggers::remove);
        database.apply(triggers::remove);
        unused = insert();

        assertThat(notes()).hasSize(1);
        assertThat(mode()).isEqualTo(CaptureTriggers.Mode.OFF);
        assertThat(server.rows("select 1 from pg_trigger where tgname like 'zz_bridge%'"))
                .isEmpty();
    }

    private CaptureTriggers.Mode mode() {
        return database.transaction(tx -> CaptureTriggers.mode(tx, mapping));
    }

    private String insert() {
        return String.valueOf(
                server.scalar("insert into agent_jobs (job_type) values ('discovery') returning id::text"));
    }

    private List<String> notes() {
        return server.rows("select s_key, origin from bridge.capture order by id").stream()
                .map(row -> row.get("s_key") + " " + row.get("origin"))
                .toList();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl());
    }

    private static void assertRefused(Statement statement, String sql) {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                SQLException.class, () -> statement.execute(sql))
                        .getSQLState())
                .isEqualTo("42501");
    }

    static TableMapping mapping(String name) {
        return Mappings.shipped().stream()
                .filter(shipped -> shipped.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
