package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An undo that is killed in the middle: what was committed is done, a second run does the rest, and both are one undo. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
final class UndoKilledTest {
    private static final int JOBS = 12;

    @TempDir
    private Path directory;

    @Test
    void theNextRunGoesOnAndBothAreUndoneTogether() throws Exception {
        try (TestStack stack = TestStack.start()) {
            SimTable jobs = stack.table("agent_jobs");
            List<Map<String, Object>> all = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                all.add(Map.of("job_type", "manual", "status", "queued"));
            }
            jobs.createAll(all);
            stack.awaitAgreement();
            String since = now(stack);
            stack.database().update("update agent_jobs set status = 'running'");
            stack.awaitAgreement();
            String until = now(stack);
            String[] undo = {"undo", "--since", since, "--until", until, "--json"};

            String last = String.valueOf(stack.database()
                    .scalar(
                            "select resource_id from audit_log where actor = 'sync-bridge' and timestamp > ?::timestamptz"
                                    + " order by timestamp desc limit 1",
                            since));
            try (Connection blocker = stack.database().dataSource().getConnection()) {
                blocker.setAutoCommit(false);
                try (var statement =
                        blocker.prepareStatement("select 1 from bridge.sync_record where s_key = ? for update")) {
                    statement.setString(1, last);
                    statement.execute();
                }
                Process process = Verb.start(
                        stack.environment(), directory, directory.resolve("out"), directory.resolve("err"), undo);
                Eventually.until(
                        "all but one are written back", Duration.ofSeconds(60), () -> queued(stack) == JOBS - 1);
                process.destroyForcibly();
                process.waitFor();
                blocker.rollback();
            }
            stack.awaitAgreement();
            assertThat(queued(stack)).isEqualTo(JOBS - 1);

            Verb rest = Verb.run(stack.environment(), directory, undo);

            assertThat(rest.code()).as(rest.out() + rest.err()).isZero();
            stack.awaitAgreement();
            assertThat(queued(stack)).isEqualTo(JOBS);
            assertThat(jobs.recordsWhere("status", "queued")).hasSize(JOBS);
            List<AuditRows.Entry> rows = stack.audit().called("sync_undone").entries();
            assertThat(rows).hasSize(JOBS);
            assertThat(rows.stream().map(row -> row.text("sync_id")).distinct()).hasSize(1);

            Verb back = Verb.run(
                    stack.environment(),
                    directory,
                    "undo",
                    "--sync-id",
                    rows.getFirst().text("sync_id"));
            assertThat(back.out()).contains("undone: " + JOBS + " records");
            stack.awaitAgreement();
            assertThat(jobs.recordsWhere("status", "running")).hasSize(JOBS);
        }
    }

    private static int queued(TestStack stack) {
        return ((Number) Objects.requireNonNull(
                        stack.database().scalar("select count(*)::int from agent_jobs where status = 'queued'")))
                .intValue();
    }

    private static String now(TestStack stack) {
        return String.valueOf(stack.database()
                .scalar("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }
}
