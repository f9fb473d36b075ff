package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup --capture} as a person runs it. */
final class SetupCaptureTest {
    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    @Test
    void putsTriggersOnEveryTwoWayTableAndTakesThemAway() throws IOException {
        try (TestDatabase database = TestPostgres.fresh()) {
            Outcome on = setup(database, "--capture");
            assertThat(on.code()).as(on.err()).isZero();
            assertThat(on.out())
                    .contains("capturing changes of public.agent_jobs")
                    .doesNotContain("audit_log");
            assertThat(captured(database)).containsExactly("agent_decisions", "agent_jobs", "rate_limits");
            assertThat(setup(database, "--capture", "agent_jobs").code()).isZero();
            assertThat(captured(database)).hasSize(3);

            assertThat(setup(database, "--capture-off", "agent_jobs").out())
                    .contains("no longer capturing changes of public.agent_jobs");
            assertThat(captured(database)).containsExactly("agent_decisions", "rate_limits");
            assertThat(setup(database, "--capture-off").code()).isZero();
            assertThat(captured(database)).isEmpty();
        }
    }

    @Test
    void printsTheSqlWithoutADatabaseAndWhatItPrintsRuns() throws IOException {
        try (TestDatabase database = TestPostgres.fresh()) {
            assertThat(setup(database).code()).isZero();
            Outcome printed = run("setup", "--capture", "agent_jobs", "--print-sql", "--config", config(""));
            assertThat(printed.code()).as(printed.err()).isZero();
            assertThat(printed.out()).doesNotContain("pg_notify");
            assertThat(captured(database)).isEmpty();

            database.execute(printed.out());
            assertThat(captured(database)).containsExactly("agent_jobs");
            assertThat(run("setup", "--capture", "--capture-notify", "--print-sql", "--config", config(""))
                            .out())
                    .contains("pg_notify");
        }
    }

    @Test
    void saysWhatItCannotDo() throws IOException, SQLException {
        try (TestDatabase database = TestPostgres.fresh()) {
            assertThat(setup(database, "--capture", "audit_log").err())
                    .contains("no two-way mapping 'audit_log'", "agent_jobs");
            assertThat(setup(database, "--capture", "--capture-off").err()).contains("exclude each other");
            assertThat(setup(database, "--capture-notify").err()).contains("need --capture");
            assertThat(setup(database).code()).isZero();
            try (Connection user = DriverManager.getConnection(database.jdbcUrl());
                    var statement = user.createStatement()) {
                user.setAutoCommit(false);
                statement.execute("lock table agent_jobs in row exclusive mode");
                Outcome busy = setup(database, "--capture");
                assertThat(busy.code()).isEqualTo(1);
                assertThat(busy.err()).contains("public.agent_jobs is busy");
                assertThat(captured(database)).containsExactly("agent_decisions", "rate_limits");
            }
        }
    }

    private static List<String> captured(TestDatabase database) {
        return database
                .rows("select distinct tgrelid::regclass::text as name from pg_trigger"
                        + " where tgname like 'zz_bridge%' order by 1")
                .stream()
                .map(row -> String.valueOf(row.get("name")))
                .toList();
    }

    private Outcome setup(TestDatabase database, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("setup"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--config", config("database_url: '" + database.jdbcUrl() + "'")));
        return run(arguments.toArray(String[]::new));
    }

    private String config(String line) throws IOException {
        return Files.writeString(folder.resolve("test.yaml"), line.isEmpty() ? "bridge_port: '0'" : line)
                .toString();
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = BridgeMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
