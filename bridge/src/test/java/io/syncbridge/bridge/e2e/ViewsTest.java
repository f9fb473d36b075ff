package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseRoles;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What people see in Supabase Studio, and what visitors of the Data API do not. */
@Execution(ExecutionMode.CONCURRENT)
final class ViewsTest {

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void tellOfLagOfParkedRecordsAndOfConflicts() {
        var jobs = stack.table("agent_jobs");
        String id = stack.supabase().insertJob("queued");
        jobs.create(Map.of("job_type", "manual", "status", "queued", "parameters", "{oops"));
        stack.awaitQuiet();
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier().faults().beforeNext("GET", record, () -> jobs.update(record, Map.of("status", "failed")));
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitQuiet();

        // The first sweep may try the parked record once more.
        Eventually.until(
                "the lag is stored and the record parked",
                () -> !stack.database()
                        .rows("select 1 from bridge.sync_lag where mapping = 'agent_jobs' and changes_last_hour > 0"
                                + " and direction = 'supabase_to_tables' and parked = 1 and pending = 0")
                        .isEmpty());
        var lag = stack.database()
                .rows("select * from bridge.sync_lag where mapping = 'agent_jobs' and direction = 'supabase_to_tables'")
                .getFirst();
        assertThat(lag).containsEntry("parked", 1L).containsEntry("pending", 0L);
        assertThat((BigDecimal) lag.get("average_lag_seconds")).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(30));
        var parked = stack.database().rows("select * from bridge.parked").getFirst();
        assertThat(parked).containsEntry("mapping", "agent_jobs").containsKey("reason");
        var conflict =
                stack.database().rows("select * from bridge.recent_conflicts").getFirst();
        assertThat(conflict)
                .containsEntry("mapping", "agent_jobs")
                .containsEntry("record", id)
                .containsEntry("written_to", "supabase");
        assertThat(String.valueOf(conflict.get("lost"))).contains("running");
    }

    @Test
    void everyColumnIsExplained() {
        assertThat(stack.database().rows("""
                                select c.relname || '.' || a.attname as bare from pg_class c
                                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                                 where c.relnamespace = 'bridge'::regnamespace and c.relkind = 'v'
                                   and col_description(c.oid, a.attnum) is null
                                """)).isEmpty();
    }

    @Test
    void nothingOfTheSchemaIsForVisitorsOfTheDataApi() {
        SupabaseRoles.install(stack.database().dataSource());
        List<String> all = stack
                .database()
                .rows(
                        "select c.relname from pg_class c where c.relnamespace = 'bridge'::regnamespace and c.relkind in ('r','v')")
                .stream()
                .map(row -> String.valueOf(row.get("relname")))
                .toList();
        assertThat(all).contains("sync_record", "sync_lag", "parked", "recent_conflicts", "alert", "alert_message");
        for (String role : List.of("anon", "authenticated")) {
            for (String table : all) {
                assertThatThrownBy(() -> as(role, "select 1 from bridge." + table))
                        .as("%s reads %s", role, table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    /** Security by invoker: the view opens nothing that the tables do not. */
    @Test
    void whoeverMayUseTheViewsButNotTheTablesSeesNothing() {
        stack.database().execute("""
                do $$ begin
                  if not exists (select from pg_roles where rolname = 'views_only') then create role views_only; end if;
                end $$;
                grant usage on schema bridge to views_only;
                grant select on bridge.parked, bridge.sync_lag, bridge.recent_conflicts to views_only
                """);
        assertThatThrownBy(() -> as("views_only", "select 1 from bridge.parked"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    private void as(String role, String sql) throws SQLException {
        try (var connection = stack.database().dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set role " + role);
            try {
                statement.execute(sql);
            } finally {
                statement.execute("reset role");
            }
        }
    }
}
