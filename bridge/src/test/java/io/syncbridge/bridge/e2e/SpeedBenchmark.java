package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes a second in both directions, beside what {@code pgbench} does in the same database. Not part of the build;
 * {@code benchmarks/run speed} runs it. The bridge is a process of its own, PostgreSQL another with fsync on, the
 * simulator and the users live in this one.
 */
@Tag("benchmark")
final class SpeedBenchmark {

    private static final int RECORDS = Integer.getInteger("bridge.records", 20_000);
    private static final int ROUNDS = Integer.getInteger("bridge.rounds", 3);
    private static final String OPTIONS = System.getProperty("bridge.java", "-Xmx512m");
    private static final int TOGETHER = 2000;

    private final EmbeddedServer server =
            EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
    private final TestStack stack = TestStack.resting(Setup.usual(), server);
    private final SimTable jobs = stack.table("agent_jobs");

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        stack.close();
        server.close();
    }

    @Test
    @Timeout(3000)
    void changesASecond() throws Exception {
        // The stack counts rows by a trigger; a user's table has none.
        stack.database().execute("alter table agent_jobs disable trigger count_writes");
        List<Integer> limits = new Pgbench(stack.database()).guardedUpserts();
        limits.forEach(tps -> Figures.tell("pgbench, guarded upsert and audit insert", tps, "a second"));
        int limit = limits.stream().mapToInt(Integer::intValue).max().orElse(0);
        OptionalDouble postgrest = new PostgrestPeer(stack.database()).upserts();
        SimulatorCeiling.Rates simulator = new SimulatorCeiling(stack.zapier()).measure();
        Figures.tell("simulator alone, records read, 100 a call", simulator.read(), "a second");
        Figures.tell("simulator alone, records written, 100 a call", simulator.written(), "a second");
        stack.database().execute("truncate agent_jobs cascade");
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, OPTIONS.split(" "))) {
            stack.sendWebhooksTo(bridge.port());
            stack.leaveAuditUnwatched();
            for (int from = 0; from < RECORDS; from += TOGETHER) {
                jobs.createAll(IntStream.range(from, Math.min(from + TOGETHER, RECORDS))
                        .mapToObj(BackfillBenchmark::job)
                        .toList());
            }
            assertThat(Audited.all(stack, "tables_to_supabase").await(RECORDS)).isNotNull();
            stack.awaitNothingDue();
            List<SimRecord> records = jobs.records();
            List<Double> rates = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                int count = round + 10;
                rates.add(measured(
                        bridge,
                        "Zapier to Supabase, round " + round,
                        Audited.fromNow(stack, "tables_to_supabase"),
                        () -> records.parallelStream()
                                .forEach(record -> jobs.update(record.id(), Map.of("retry_count", count)))));
            }
            if (limit > 0) {
                Figures.tell(
                        "applied changes / pgbench, median round",
                        median(rates) / limit,
                        "",
                        Figures.Target.atLeast(1.5));
            }
            if (postgrest.isPresent()) {
                Figures.tell("PostgREST, upsert without audit", postgrest.getAsDouble(), "a second");
                Figures.tell(
                        "applied changes / PostgREST, median round",
                        median(rates) / postgrest.getAsDouble(),
                        "",
                        Figures.Target.atLeast(5));
            }
            // Of thousands of webhooks at once Supabase loses some, and they wait for a sweep: captured, none is lost.
            stack.captureInsteadOfWebhooks("agent_jobs");
            for (int round = 1; round <= ROUNDS; round++) {
                int count = round + 100;
                double unused = measured(
                        bridge,
                        "Supabase to Zapier, round " + round,
                        Audited.fromNow(stack, "supabase_to_tables"),
                        () -> stack.database().execute("update agent_jobs set retry_count = " + count));
            }
            assertThat(stack.parked("agent_jobs")).isEmpty();
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private double measured(BridgeProcess bridge, String what, Audited audited, Runnable changes)
            throws InterruptedException {
        ApiCounts calls = stack.zapier().counts();
        Cpu cpu = Cpu.now(bridge);
        Instant began = Instant.now();
        changes.run();
        Instant changed = Instant.now();
        double took = Duration.between(began, audited.await(RECORDS)).toNanos() / 1e9;
        ApiCounts after = stack.zapier().counts();
        Figures.tell(
                what + ": " + RECORDS + " changes, made within",
                Duration.between(began, changed).toMillis() / 1e3,
                "s");
        Figures.tell(what, RECORDS / took, "a second");
        Cpu.now(bridge).tell(what, cpu);
        Figures.tell(
                what + ": calls for 100",
                (after.reads() + after.writes() - calls.reads() - calls.writes()) * 100.0 / RECORDS,
                "calls",
                Figures.Target.below(2.2));
        return RECORDS / took;
    }

    /** What the processes have used so far: who shares the cores with whom. */
    private record Cpu(Duration bridge, Duration database, Duration others) {
        static Cpu now(BridgeProcess bridge) {
            Duration database = ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .command()
                            .filter(command -> command.endsWith("/postgres"))
                            .isPresent())
                    .map(Cpu::of)
                    .reduce(Duration.ZERO, Duration::plus);
            return new Cpu(of(ProcessHandle.of(bridge.pid()).orElseThrow()), database, of(ProcessHandle.current()));
        }

        private static Duration of(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        /** Since then, in microseconds a change. */
        void tell(String what, Cpu before) {
            tell(what, "bridge", bridge.minus(before.bridge));
            tell(what, "PostgreSQL", database.minus(before.database));
            tell(what, "simulator and users", others.minus(before.others));
        }

        private static void tell(String what, String whose, Duration used) {
            Figures.tell(what + ": CPU, " + whose, used.toNanos() / 1e3 / RECORDS, "us a change");
        }
    }
}
