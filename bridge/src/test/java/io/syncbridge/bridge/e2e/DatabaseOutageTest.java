package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * PostgreSQL restarts, is killed, or is away for a while, under load: webhooks are refused in time, nothing that was
 * accepted is lost, and the bridge goes on by itself.
 */
@Tag("faults")
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
final class DatabaseOutageTest {

    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("bridge.outage", 5));
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final EmbeddedServer server =
            EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
    private final TestStack stack =
            TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_SWEEP_INTERVAL", "5s")), server);

    @AfterEach
    void close() {
        stack.close();
        server.close();
    }

    @Test
    @Timeout(240)
    void whatWasAcceptedOutlivesRestartsAndCrashesOfTheDatabase(@TempDir Path directory) throws Exception {
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory)) {
            stack.sendWebhooksTo(bridge.port());
            BusyUsers users = new BusyUsers(stack, Duration.ofMillis(20), 1);
            awaitWork(users);
            server.restart();
            awaitWork(users);
            server.killHard();
            server.restart();
            awaitWork(users);
            long lines = bridge.log().size();
            server.killHard();
            Outage outage = postWhileAway(bridge.port(), AWAY);
            server.restart();
            long recovered = System.nanoTime();
            awaitWork(users);
            Duration back = Duration.ofNanos(System.nanoTime() - recovered);
            users.stop();

            assertThat(outage.statuses()).isNotEmpty().containsOnly(503);
            assertThat(outage.slowest()).isLessThan(ANSWER);
            long logged = bridge.log().size() - lines;
            assertThat(bridge.log().subList((int) lines, (int) (lines + logged)))
                    .as("lines logged while the database was away")
                    .hasSizeLessThan(40);

            Eventually.until(
                    "webhooks under way are answered",
                    Duration.ofSeconds(60),
                    () -> stack.zapier().webhookCounts().waiting() == 0);
            stack.zapier().replayFailedWebhooks();
            stack.awaitSweepFromNow("agent_jobs");
            stack.awaitAgreement();
            assertThat(stack.parked("agent_jobs")).isEmpty();
            users.assertNothingLostOrDoubled();
            System.out.printf(
                    "outage %d s: %d webhooks refused by 503, slowest after %d ms; %d lines logged; at work again %d ms after"
                            + " the restart; %d changes, 0 lost, 0 doubled%n",
                    AWAY.toSeconds(),
                    outage.statuses().size(),
                    outage.slowest().toMillis(),
                    logged,
                    back.toMillis(),
                    users.changes());
        }
    }

    private record Outage(List<Integer> statuses, Duration slowest) {}

    /** Ten webhooks at a time while the database is away; each must say when to come again. */
    private static Outage postWhileAway(int port, Duration away) {
        List<Integer> statuses = new ArrayList<>();
        Duration slowest = Duration.ZERO;
        long end = System.nanoTime() + away.toNanos();
        while (System.nanoTime() < end) {
            List<CompletableFuture<HttpResponse<Void>>> together = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                together.add(CLIENT.sendAsync(hint(port), HttpResponse.BodyHandlers.discarding()));
            }
            for (CompletableFuture<HttpResponse<Void>> one : together) {
                HttpResponse<Void> response = one.join();
                statuses.add(response.statusCode());
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        return new Outage(statuses, slowest);
    }

    private static HttpRequest hint(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/zapier/agent_jobs"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("X-Webhook-Secret", TestStack.SECRET)
                .POST(HttpRequest.BodyPublishers.ofString("{\"record_id\": \"01HZZZZZZZZZZZZZZZZZZZZZZZ\"}"))
                .build();
    }

    private void awaitWork(BusyUsers users) {
        long changes = users.changes() + 20;
        long calls = calls() + 20;
        Eventually.until(
                "users and bridge are at work",
                Duration.ofSeconds(60),
                () -> users.changes() > changes && calls() > calls);
    }

    private long calls() {
        return stack.zapier().counts().reads() + stack.zapier().counts().writes();
    }
}
