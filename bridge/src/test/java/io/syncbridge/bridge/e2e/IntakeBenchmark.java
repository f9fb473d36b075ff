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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks a second that are stored durably before their 202, beside a bare Javalin that answers 202 and PostgreSQL's own
 * durable inserts. Not part of the build; {@code benchmarks/run intake} runs it. Every webhook is about a record that Zapier
 * does not have, so that a look at it is all its work.
 */
@Tag("benchmark")
final class IntakeBenchmark {
    private static final int CONNECTIONS = Integer.getInteger("bridge.connections", 64);
    private static final int ROUNDS = Integer.getInteger("bridge.rounds", 3);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bridge.seconds", 5));
    private static final String OPTIONS = System.getProperty("bridge.java", "-Xmx512m");

    @TempDir
    private Path directory;

    /** As users run it: what is stored is looked at meanwhile, and shares cores and database. */
    @Test
    @Timeout(900)
    void durableAnswersASecond() throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.start(ServerOptions.temporary().withDurable(true))) {
            double bare = bare();
            try (TestStack stack = stack(Setup.usual(), server)) {
                new Pgbench(stack.database())
                        .durableInserts()
                        .forEach(tps -> Figures.tell("pgbench, durable insert", tps, "a second"));
                double half = measured(
                        stack,
                        "bridge, each about another record",
                        bare,
                        Optional.of(Figures.Target.atLeast(0.5)),
                        1_000_000);
                assertThat(half).isPositive();
            }
        }
    }

    /** The same few again and again: a webhook then waits for a pass that holds its record. */
    @Test
    @Timeout(900)
    void aboutTheSameRecords() throws Exception {
        only(Setup.usual(), "bridge, about 5,000 records again and again", 5000);
    }

    /** In the table's quiet hours webhooks are stored and nothing is looked at: what storing alone costs. */
    @Test
    @Timeout(900)
    void whileNothingIsWorkedOff() throws Exception {
        Setup quiet = Setup.usual()
                .withMapping("agent_jobs", "policy: newest-wins", "quiet_hours: 00:00-23:59 UTC\npolicy: newest-wins");
        only(quiet, "bridge, quiet hours, each about another record", 1_000_000);
    }

    private void only(Setup setup, String what, int records) throws Exception {
        try (EmbeddedServer server =
                        EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
                TestStack stack = stack(setup, server)) {
            double unused = measured(stack, what, bare(), Optional.empty(), records);
        }
    }

    /** All of it comes from one address here. */
    private static TestStack stack(Setup setup, EmbeddedServer server) {
        return TestStack.resting(setup.withSettings(Map.of("BRIDGE_WEBHOOKS_PER_SECOND", "1000000")), server);
    }

    private double bare() throws Exception {
        try (BridgeProcess javalin = BridgeProcess.start(BareJavalin.class, directory, "-Xmx512m")) {
            return best(
                    "bare Javalin, answers 202 a second",
                    new HttpLoad(javalin.port(), CONNECTIONS, n -> post(n, 5000)));
        }
    }

    private double measured(TestStack stack, String what, double bare, Optional<Figures.Target> target, int records)
            throws Exception {
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, OPTIONS.split(" ", -1))) {
            // Rounds go on where the one before ended: another record stays another record.
            AtomicInteger sent = new AtomicInteger();
            HttpLoad load = new HttpLoad(bridge.port(), CONNECTIONS, n -> post(sent.getAndIncrement(), records));
            double durable = best(what + ", durable answers 202 a second", load);
            Figures.tell(what + " / bare Javalin", durable / bare, "", target);
            HttpLoad.Result half = load.open(durable / 2, TIME.multipliedBy(2));
            assertThat(half.others()).isEmpty();
            Figures.tell(what + ", at half of that, open loop: p50", half.p50().toNanos() / 1e6, "ms");
            Figures.tell(
                    what + ", at half of that, open loop: p99",
                    half.p99().toNanos() / 1e6,
                    "ms",
                    Figures.Target.below(20));
            return durable / 2;
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

    private static byte[] post(int n, int records) {
        String body = "{\"record_id\": \"01J%023d\"}".formatted(n % records);
        return ("POST /webhooks/zapier/agent_jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "X-Webhook-Secret: " + TestStack.SECRET + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
