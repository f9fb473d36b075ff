package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.ApiCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A bridge that is killed again and again in the middle of its work, while users change both sides, leaves nothing undone
 * and does nothing twice. Zapier sends again what was not taken, Supabase does not: what it lost is left to the sweep.
 *
 * <p>Three kills here; {@code benchmarks/kills/run} asks for more.
 */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
final class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("bridge.kills", 3);
    private static final long SEED = Long.getLong("bridge.seed", System.nanoTime());
    private static final Duration PACE = Duration.ofMillis(20);

    private final TestStack stack =
            TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_SWEEP_INTERVAL", "5s")));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whateverWasAcceptedIsDoneOnceHoweverOftenItIsKilled(@TempDir Path directory) throws Exception {
        int port = freePort();
        stack.sendWebhooksTo(port);
        BusyUsers users = new BusyUsers(stack, PACE, SEED);
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            try (BridgeProcess process = BridgeProcess.start(stack.environment(), port, directory)) {
                stack.zapier().replayFailedWebhooks();
                long from = calls();
                int more = random.nextInt(1, 30);
                Eventually.until("some calls are made", Duration.ofSeconds(60), () -> calls() >= from + more);
                process.kill();
            }
        }
        users.stop();
        Eventually.until(
                "the webhooks under way have found nobody",
                Duration.ofSeconds(60),
                () -> stack.zapier().webhookCounts().waiting() == 0);

        try (BridgeProcess last = BridgeProcess.start(stack.environment(), port, directory)) {
            stack.zapier().replayFailedWebhooks();
            stack.awaitSweepFromNow("agent_jobs");
            // The more often nobody listened, the more webhooks Zapier has to say again.
            stack.awaitQuiet(Duration.ofSeconds(20 + 3L * KILLS));
            stack.awaitAgreement();
            assertThat(last.isAlive()).isTrue();
        }

        assertThat(stack.parked("agent_jobs")).isEmpty();
        users.assertNothingLostOrDoubled();
        System.out.printf(
                "kills %d (seed %d): %d changes, %d webhooks taken, %d of Supabase's lost, %d audit rows; 0 lost, 0 doubled%n",
                KILLS,
                SEED,
                users.changes(),
                stack.takenWebhooks(),
                stack.lostWebhooks(),
                stack.audit().entries().size());
    }

    private long calls() {
        ApiCounts counts = stack.zapier().counts();
        return counts.reads() + counts.writes();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
