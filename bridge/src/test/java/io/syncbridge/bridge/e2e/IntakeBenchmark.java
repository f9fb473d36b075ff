package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks a second that are stored durably before their 202, beside a bare Javalin that answers 202. Not part of the
 * build; {@code benchmarks/run intake} runs it. The bridge works as users run it: what it stored, it looks up at the same time.
 */
@Tag("benchmark")
final class IntakeBenchmark {
    private static final int CONNECTIONS = Integer.getInteger("bridge.connections", 64);
    private static final int ROUNDS = Integer.getInteger("bridge.rounds", 3);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bridge.seconds", 5));
    private static final String OPTIONS = System.getProperty("bridge.java", "-Xmx512m");
    private static final int RECORDS = 5000;

    private final EmbeddedServer server =
            EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
    /** All of it comes from one address here, which may usually send 2,000 a second. */
    private final TestStack stack =
            TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_WEBHOOKS_PER_SECOND", "1000000")), server);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        stack.close();
        server.close();
    }

    @Test
    @Timeout(900)
    void durableAnswersASecond() throws Exception {
        double bare;
        try (BridgeProcess javalin = BridgeProcess.start(BareJavalin.class, directory, "-Xmx512m")) {
            bare = best(
                    "bare Javalin, answers 202 a second",
                    new HttpLoad(javalin.port(), CONNECTIONS, IntakeBenchmark::post));
        }
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, OPTIONS.split(" ", -1))) {
            HttpLoad load = new HttpLoad(bridge.port(), CONNECTIONS, IntakeBenchmark::post);
            double durable = best("bridge, durable answers 202 a second", load);
            Figures.tell("intake: durable 202 / bare Javalin 202", durable / bare, "", Figures.Target.atLeast(0.5));
            HttpLoad.Result half = load.open(durable / 2, TIME.multipliedBy(2));
            assertThat(half.others()).isEmpty();
            Figures.tell("intake at half of that, open loop: p50", half.p50().toNanos() / 1e6, "ms");
            Figures.tell(
                    "intake at half of that, open loop: p99",
                    half.p99().toNanos() / 1e6,
                    "ms",
                    Figures.Target.below(20));
        }
    }

    private static double best(String what, HttpLoad load) throws Exception {
        HttpLoad.Result unused = load.closed(TIME);
        List<Double> rounds = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            HttpLoad.Result result = load.closed(TIME);
            Figures.tell(
                    "%s, round %d, others %s".formatted(what, round, result.others()), result.accepted(), "a second");
            rounds.add(result.accepted());
        }
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Every one of them about a record that Zapier does not have, so that a look at it is all its work. */
    private static byte[] post(int n) {
        String body = "{\"record_id\": \"01J%023d\"}".formatted(n % RECORDS);
        return ("POST /webhooks/zapier/agent_jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "X-Webhook-Secret: " + TestStack.SECRET + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
