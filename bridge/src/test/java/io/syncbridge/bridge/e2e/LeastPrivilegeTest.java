package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.check.Finding;
import io.syncbridge.bridge.check.RightsCheck;
import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.setup.ServiceRole;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.OwnRights;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.supabase.NeededRights;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.mapping.TableMapping;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole sync under the role that {@code setup --print-role} makes: it has what it needs, needs what it has, and no more. */
final class LeastPrivilegeTest {
    private final String role =
            "bridge_" + UUID.randomUUID().toString().substring(0, 8).replace('-', '_');
    private final TestStack stack =
            TestStack.restingAs(role, Setup.usual().withMapping("agent_jobs", "deletes: ignore", "deletes: propagate"));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void everythingThatRunsRunsAsTheRole() {
        stack.serve();
        String job = stack.supabase().insertJob("queued");
        String gone = stack.supabase().insertJob("queued");
        String decision = stack.supabase().insertDecision("0.50");
        stack.supabase().insert("rate_limits", limit());
        var jobs = stack.table("agent_jobs");
        jobs.create(Map.of("job_type", "manual", "status", "queued"));
        stack.table("audit_log").create(Map.of("actor", "ada", "actor_type", "human", "action", "lead_exported"));
        stack.awaitAgreement();

        jobs.update(jobs.recordsWhere("id", job).getFirst().id(), Map.of("status", "running"));
        jobs.delete(jobs.recordsWhere("id", gone).getFirst().id());
        stack.supabase().update("agent_decisions", decision, "decision", "rejected");
        stack.awaitAgreement();
        String trashed = jobs.recordsWhere("id", job).getFirst().id();
        stack.database().update("delete from agent_jobs where id = ?", job);
        stack.awaitAgreement();

        assertThat(stack.supabase().exists("agent_jobs", gone)).isFalse();
        assertThat(jobs.find(trashed).filter(record -> record.live())).isEmpty();
        assertThat(stack.database().scalar("select count(*) from audit_log where actor = 'ada'"))
                .isEqualTo(1L);
        assertThat(stack.audit().about(gone).entries()).isNotEmpty();

        stack.silence();
        String unheard = stack.supabase().insertJob("failed");
        var sweep = stack.sweep("agent_jobs");
        assertThat(sweep.trouble()).isEmpty();
        stack.awaitQuiet();
        assertThat(jobs.recordsWhere("id", unheard)).hasSize(1);
        for (String table : TestStack.TWO_WAY) {
            Verified.Complete verified = stack.verified(table);
            assertThat(verified.differences()).as(table).isEmpty();
        }
        assertThat(new AuditHistory(mapping("agent_jobs"), stack.bridge().database()).ofRecord(List.of(job), 10))
                .isNotEmpty();
        assertThat(StatusReport.read(stack.bridge().database())).isNotNull();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(stack.database()
                        .scalar(
                                "select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and application_name = 'sync-bridge' and usename <> ?",
                                role))
                .as("connections as somebody else")
                .isEqualTo(0L);
    }

    private static Map<String, Object> limit() {
        return Map.of(
                "service_name", "openai",
                "window_start", "2026-11-21T12:00:00Z",
                "request_count", 5,
                "quota_limit", 10,
                "reset_at", "2026-11-21T13:00:00Z");
    }

    private TableMapping mapping(String name) {
        return stack.config().mappings().stream()
                .filter(mapping -> mapping.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneRightLessIsToldWithTheSentenceThatGivesItBack() throws SQLException {
        assertThat(problems()).isEmpty();
        SoftAssertions all = new SoftAssertions();
        for (Right right : rights()) {
            stack.database().execute("revoke " + right.on() + " from " + role);
            List<String> told = problems();
            all.assertThat(told).as("without %s", right).isNotEmpty();
            Optional<String> remedy = told.stream()
                    .filter(text -> text.contains("run"))
                    .map(text -> text.replaceFirst("(?s).*run[^:]*: ", "").replaceFirst(", or the whole of.*", ""))
                    .findFirst();
            all.assertThat(remedy).as("remedy for %s in %s", right, told).isPresent();
            remedy.ifPresent(sql -> stack.database().execute(sql));
            all.assertThat(problems()).as("after the remedy for %s", right).isEmpty();
        }
        all.assertAll();
    }

    private record Right(String on) {}

    private List<Right> rights() {
        List<Right> rights = new ArrayList<>(
                List.of(new Right("usage on schema bridge"), new Right("usage on sequence audit_log_id_seq")));
        OwnRights.FUNCTIONS.forEach(function -> rights.add(new Right("execute on function " + function)));
        OwnRights.tables().forEach((table, verbs) -> {
            for (String verb : verbs.split(", ", -1)) {
                rights.add(new Right(verb + " on bridge." + table));
            }
        });
        for (TableMapping mapping : stack.config().mappings()) {
            NeededRights needed = NeededRights.of(mapping);
            String table = mapping.supabase().toString();
            if (mapping.supabase().equals(mapping.audit().table())) {
                rights.add(new Right("select on " + table)); // whole: the chain covers every column
            } else {
                needed.select().forEach(column -> rights.add(new Right("select (" + column + ") on " + table)));
            }
            needed.insert().forEach(column -> rights.add(new Right("insert (" + column + ") on " + table)));
            needed.update().forEach(column -> rights.add(new Right("update (" + column + ") on " + table)));
        }
        rights.add(new Right("delete on public.agent_jobs"));
        return rights;
    }

    private List<String> problems() {
        return new RightsCheck(stack.bridge().database(), stack.config().mappings())
                .findings().stream()
                        .filter(Finding.Problem.class::isInstance)
                        .map(Finding::text)
                        .toList();
    }

    /** What whoever steals the role's password still cannot do. */
    @Test
    void theRoleCannotDoWhatTheBridgeNeedNot() throws SQLException {
        stack.database()
                .execute("create schema private; create table private.salaries (name text);"
                        + " create table public.unmapped (id int); alter table agent_jobs add column private_note text;"
                        + " insert into audit_log (actor, actor_type, action) values ('ada', 'human', 'seen')");
        SoftAssertions all = new SoftAssertions();
        for (String sql : List.of(
                "alter table agent_jobs add column x int",
                "alter table agent_jobs disable trigger all",
                "drop table agent_jobs",
                "truncate agent_jobs",
                "truncate audit_log",
                "select private_note from agent_jobs",
                "select * from agent_jobs",
                "update agent_jobs set id = gen_random_uuid()",
                "update audit_log set actor = 'nobody'",
                "delete from audit_log",
                "insert into audit_log (id, actor, actor_type, action) values (1, 'x', 'system', 'x')",
                "select * from private.salaries",
                "select * from public.unmapped",
                "create table bridge.mine (id int)",
                "create schema mine",
                "alter table bridge.sync_record disable row level security",
                "drop table bridge.hint",
                "truncate bridge.sync_record",
                "insert into bridge.capture (mapping) values ('agent_jobs')",
                "insert into bridge.migration_history (installed_rank) values (99)",
                "create role another",
                "set role postgres",
                "copy agent_jobs (id) to program 'true'",
                "alter role " + role + " superuser")) {
            all.assertThat(refused(sql)).as(sql).isPresent();
        }
        all.assertAll();
        assertThat(stack.database()
                        .rows(
                                "select 1 from pg_roles where rolname = ? and (rolsuper or rolcreatedb or rolcreaterole or"
                                        + " rolbypassrls or rolreplication or rolinherit)",
                                role))
                .isEmpty();
    }

    /** The state that PostgreSQL refuses with; empty when it does not. Everything is rolled back. */
    private Optional<String> refused(String sql) throws SQLException {
        String url = Objects.requireNonNull(stack.environment().get("DATABASE_URL"));
        try (var connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
                return Optional.empty();
            } catch (SQLException refusal) {
                return refusal.getSQLState().equals("42501") ? Optional.of("42501") : Optional.empty();
            } finally {
                connection.rollback();
            }
        }
    }

    @Test
    void everyTableOfTheOwnSchemaIsThoughtOf() {
        List<String> tables = new Database(stack.database().dataSource())
                .transaction(tx -> tx.all(
                        "select tablename from pg_tables where schemaname = 'bridge' and tablename <> 'agent_tables_history'"
                                + " order by 1",
                        row -> row.getString("tablename")));
        assertThat(OwnRights.tables().keySet())
                .as("say in OwnRights what the running bridge does with each table")
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void runAgainItTakesBackWhatIsNoLongerNeeded() throws SQLException {
        stack.database().execute("grant all on agent_jobs, audit_log to " + role);
        assertThat(refused("truncate agent_jobs")).isEmpty();
        stack.database().execute(new ServiceRole(role, stack.config().mappings()).sql());
        assertThat(refused("truncate agent_jobs")).isPresent();
        assertThat(problems()).isEmpty();
    }
}
