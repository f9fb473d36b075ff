package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Several processes on one database: one is killed, ended or frozen, and the others go on. Leases last five seconds here.
 */
@Tag("faults")
@Tag("process")
@Execution(ExecutionMode.SAME_THREAD)
final class SeveralProcessesTest {

    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration TO_END = Duration.ofSeconds(10);

    private final TestStack stack =
            TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_SWEEP_INTERVAL", "5s")));
    private final SimTable jobs = stack.table("agent_jobs");

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    @Timeout(240)
    void oneOfThreeIsKilledAndTheOthersGoOn() throws Exception {
        try (BridgeProcess first = start();
                BridgeProcess second = start();
                BridgeProcess third = start()) {
            stack.sendWebhooksTo(first.port());
            BusyUsers users = new BusyUsers(stack, PACE, 2);
            awaitWork(users);
            second.kill();
            awaitWork(users);
            users.stop();
            assertAllArrived(users);
            assertThat(first.isAlive() && third.isAlive()).isTrue();
        }
    }

    @Test
    @Timeout(240)
    void aRollingRestartUnderLoadLosesNothing() throws Exception {
        try (BridgeProcess first = start();
                BridgeProcess second = start()) {
            stack.sendWebhooksTo(first.port());
            BusyUsers users = new BusyUsers(stack, PACE, 3);
            awaitWork(users);
            end(first);
            stack.sendWebhooksTo(second.port());
            try (BridgeProcess third = start()) {
                awaitWork(users);
                end(second);
                stack.sendWebhooksTo(third.port());
                awaitWork(users);
                users.stop();
                assertAllArrived(users);
            }
        }
    }

    @Test
    @Timeout(240)
    void whatWasUnderWayAtTheEndIsHandedBackAndDoneByAnotherAtOnce() throws Exception {
        String id = stack.supabase().insertJob("queued");
        try (BridgeProcess ending = start("BRIDGE_LEASE", "60s")) {
            stack.sendWebhooksTo(ending.port());
            Eventually.until(
                    "it is in Zapier",
                    Duration.ofSeconds(30),
                    () -> jobs.records().size() == 1);
            stack.awaitQuiet();
            stack.zapier().faults().next("PATCH", "/records", Fault.hang());
            stack.supabase().update("agent_jobs", id, "status", "running");
            Eventually.until("its write hangs", () -> stack.zapier().faults().held() == 1);
            try (BridgeProcess other = start("BRIDGE_LEASE", "60s")) {
                long asked = System.nanoTime();
                ending.askToEnd();
                assertThat(ending.awaitEnd(TO_END)).isIn(0, 143);
                long ended = System.nanoTime();
                Eventually.until("another has done it", () -> isRunning());
                System.out.printf(
                        "SIGTERM with a call hanging: ended after %d ms, its record was done %d ms later (lease 60 s)%n",
                        Duration.ofNanos(ended - asked).toMillis(), millisSince(ended));
                assertThat(other.isAlive()).isTrue();
                stack.zapier().faults().release();
                stack.sendWebhooksTo(other.port());
                stack.awaitAgreement();
            }
        }
        assertThat(stack.audit().about(id).actions()).hasSize(2);
    }

    @Test
    @Timeout(240)
    void oneThatWasFrozenBeyondItsLeaseUnderLoadSpoilsNothing() throws Exception {
        try (BridgeProcess frozen = start();
                BridgeProcess other = start()) {
            stack.sendWebhooksTo(other.port());
            BusyUsers users = new BusyUsers(stack, PACE, 4);
            for (int round = 0; round < 2; round++) {
                awaitWork(users);
                frozen.freeze();
                long start = System.nanoTime();
                awaitWork(users);
                Eventually.until("its leases are over", Duration.ofSeconds(20), () -> millisSince(start) > 6000);
                frozen.thaw();
            }
            users.stop();
            assertAllArrived(users);
            assertThat(frozen.isAlive()).isTrue();
        }
    }

    @Test
    @Timeout(240)
    void aWriteOfOneThatWasFrozenLandsLateAndIsPutRight() throws Exception {
        String id = stack.supabase().insertJob("queued");
        try (BridgeProcess frozen = start()) {
            // It must not be the receiver of a webhook that waits for its answer.
            stack.tell(new Hint.SupabaseRow("agent_jobs", id));
            Eventually.until(
                    "it is in Zapier",
                    Duration.ofSeconds(30),
                    () -> jobs.records().size() == 1);
            stack.awaitQuiet();
            stack.zapier().faults().next("PATCH", "/records", Fault.hang());
            stack.supabase().update("agent_jobs", id, "status", "running");
            stack.tell(new Hint.SupabaseRow("agent_jobs", id));
            Eventually.until("its write hangs", () -> stack.zapier().faults().held() == 1);
            frozen.freeze();
            try (BridgeProcess other = start()) {
                stack.sendWebhooksTo(other.port());
                Eventually.until("another has written it", Duration.ofSeconds(20), () -> isRunning());
                jobs.update(jobs.records().getFirst().id(), Map.of("status", "failed"));
                stack.awaitAgreement();
                long updates = stack.zapier().counts().recordsUpdated();

                stack.zapier().faults().release();
                frozen.thaw();
                Eventually.until(
                        "the late write landed", () -> stack.zapier().counts().recordsUpdated() > updates);

                stack.awaitAgreement();
                assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("failed");
                assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("failed");
                assertThat(frozen.isAlive() && other.isAlive()).isTrue();
            }
        }
    }

    private static void end(BridgeProcess process) throws InterruptedException {
        long asked = System.nanoTime();
        process.askToEnd();
        assertThat(process.awaitEnd(TO_END)).isIn(0, 143);
        System.out.printf("SIGTERM under load: ended after %d ms%n", millisSince(asked));
    }

    private BridgeProcess start(String... settings) throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(stack.environment());
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return BridgeProcess.start(environment, 0, directory);
    }

    private boolean isRunning() {
        return jobs.text(jobs.records().getFirst(), "status").equals(Optional.of("running"));
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private void awaitWork(BusyUsers users) {
        long changes = users.changes() + 40;
        long calls = calls() + 30;
        Eventually.until(
                "users and bridges are at work",
                Duration.ofSeconds(60),
                () -> users.changes() > changes && calls() > calls);
    }

    private long calls() {
        return stack.zapier().counts().reads() + stack.zapier().counts().writes();
    }

    private void assertAllArrived(BusyUsers users) {
        Eventually.until(
                "webhooks under way are answered",
                Duration.ofSeconds(60),
                () -> stack.zapier().webhookCounts().waiting() == 0);
        stack.zapier().replayFailedWebhooks();
        stack.awaitSweepFromNow("agent_jobs");
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        users.assertNothingLostOrDoubled();
    }
}
