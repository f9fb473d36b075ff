package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A bridge that is killed in the middle of its work leaves nothing undone and does nothing twice. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
final class KilledProcessTest {

    private static final int ROWS = 100;
    private static final int RECORDS = 40;

    private final TestStack stack = TestStack.resting();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whatWasAcceptedIsDoneOnceByTheNextProcess(@TempDir Path directory) throws IOException {
        int port = freePort();
        stack.sendWebhooksTo(port);
        try (BridgeProcess process = BridgeProcess.start(stack.environment(), port, directory)) {
            stack.database()
                    .execute("insert into agent_jobs (job_type, status) select 'discovery', 'queued'"
                            + " from generate_series(1, " + ROWS + ")");
            IntStream.range(0, RECORDS)
                    .forEach(i -> stack.table("agent_jobs")
                            .create(Map.of("job_type", "manual", "status", "queued", "retry_count", i)));
            Eventually.until("some work is done", () -> stack.recordsWritten() > 20);
            process.kill();
        }
        Eventually.until(
                "the webhooks under way have found nobody",
                () -> stack.zapier().webhookCounts().waiting() == 0);

        try (BridgeProcess next = BridgeProcess.start(stack.environment(), port, directory)) {
            // Zapier sends again what was not taken; Supabase never does.
            stack.zapier().replayFailedWebhooks();
            stack.awaitQuietDespiteLosses("agent_jobs");
            stack.awaitAgreement();
            assertThat(next.isAlive()).isTrue();
        }

        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(stack.table("agent_jobs").records()).hasSize(ROWS + RECORDS);
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(ROWS + RECORDS);
        assertThat(stack.rowsWritten()).isEqualTo(RECORDS);
        assertToldOnce("tables_to_supabase", stack.table("agent_jobs").recordsWhere("job_type", "manual"));
        assertToldOnce("supabase_to_tables", stack.table("agent_jobs").recordsWhere("job_type", "discovery"));
    }

    private void assertToldOnce(String direction, List<SimRecord> created) {
        var jobs = stack.table("agent_jobs");
        AuditRows audit = stack.audit();
        assertThat(created)
                .allSatisfy(job -> assertThat(
                                audit.about(jobs.text(job, "id").orElseThrow()).entries())
                        .filteredOn(entry -> entry.text("sync_direction").equals(direction))
                        .hasSize(1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
