package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection breaks at a COMMIT, so that nobody knows what became of it: the change is applied and told once. */
@Execution(ExecutionMode.CONCURRENT)
final class LostCommitTest {

    /** In every transaction that writes an audit row. */
    private static final String AUDIT_ROW = "'sync-bridge', 'system'";

    private static final String HINT = "insert into bridge.hint";

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");
    private CommitCutter wire;
    private Bridge bridge;

    @BeforeEach
    void serveOverTheWire() throws IOException, ConfigProblems {
        String url = stack.database().jdbcUrl();
        wire = new CommitCutter(Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1")));
        Map<String, String> environment = new HashMap<>(stack.environment());
        // Without prepared statements every transaction shows its statements' text on the wire.
        environment.put("DATABASE_URL", url.replaceFirst(":\\d+/", ":" + wire.port() + "/") + "&prepareThreshold=0");
        BridgeConfig config = BridgeConfig.read(Settings.of(environment), false);
        bridge = Bridge.open(config);
        stack.sendWebhooksTo(bridge.serve(config));
        Eventually.until(
                "its first sweep is over", () -> bridge.lastSweep("agent_jobs").isPresent());
    }

    @AfterEach
    void close() {
        bridge.close();
        wire.close();
        stack.close();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeWrittenToSupabaseIsToldOnce(CommitCutter.Break at) {
        wire.next(AUDIT_ROW, at);

        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        assertOneJobToldOnce("tables_to_supabase");
        assertThat(stack.rowsWritten()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeWrittenToZapierIsToldOnce(CommitCutter.Break at) {
        wire.next(AUDIT_ROW, at);

        String unused = stack.supabase().insertJob("queued");

        assertOneJobToldOnce("supabase_to_tables");
        assertThat(stack.recordsWritten()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void aWebhookIsNotAcceptedAndComesAgain(CommitCutter.Break at) {
        wire.next(HINT, at);

        jobs.create(Map.of("job_type", "manual", "status", "queued"));

        stack.awaitQuiet();
        stack.zapier().replayFailedWebhooks();
        assertOneJobToldOnce("tables_to_supabase");
    }

    private void assertOneJobToldOnce(String direction) {
        stack.awaitAgreement();
        assertThat(wire.cuts()).isOne();
        assertThat(stack.supabase().ids("agent_jobs")).hasSize(1);
        assertThat(jobs.records()).hasSize(1);
        assertThat(stack.audit().only().text("sync_direction")).isEqualTo(direction);
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }
}
