package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code setup} makes the tables of the packs that the configuration names, and of no other. */
final class PackSetupTest {
    private final TestDatabase database = TestPostgres.fresh();

    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void setupAppliesTheChosenPacksOnce() throws IOException {
        assertThat(setup("control-plane").out())
                .containsPattern("applied .* and [1-9]\\d* of pack control-plane")
                .doesNotContain("autonomous-agent");
        assertThat(tables("outbox", "agent_alerts")).isEqualTo(1L);

        assertThat(setup("autonomous-agent,control-plane").out())
                .containsPattern("applied .* and [1-9]\\d* of pack autonomous-agent")
                .doesNotContain("pack control-plane");
        assertThat(tables("outbox", "agent_alerts")).isEqualTo(2L);
    }

    @Test
    void withoutTheSettingOnlyTheAgentTablesAreMade() throws IOException {
        assertThat(setup("").code()).isZero();

        assertThat(tables("agent_jobs", "tenants")).isEqualTo(1L);
    }

    @Test
    void aPackThatThereIsNotIsAnError() throws IOException {
        Outcome outcome = setup("control-plain");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("BRIDGE_PACKS names 'control-plain', but the packs are agent-tables");
        assertThat(tables("outbox", "tenants")).isEqualTo(0L);
    }

    private Object tables(String one, String other) {
        return java.util.Objects.requireNonNull(database.scalar(
                "select count(*) from pg_tables where schemaname = 'public' and tablename in (?, ?)", one, other));
    }

    private Outcome setup(String packs) throws IOException {
        Path config = Files.writeString(
                folder.resolve("bridge.yaml"),
                "database_url: '" + database.jdbcUrl() + "'\nbridge_packs: '" + packs + "'\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                BridgeMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Outcome(line.execute("setup", "--config", config.toString()), out.toString(), err.toString());
    }
}
