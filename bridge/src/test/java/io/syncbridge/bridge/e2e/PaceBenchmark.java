package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.ApiCounts;
import io.syncbridge.fixtures.zapier.RequestBudget;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a change and what a call costs: lag at a steady 200 changes a second, calls when there is nothing to do, and how
 * much of the API's rate limit is used when far behind. Not part of the build; {@code benchmarks/run} runs it.
 */
@Tag("benchmark")
final class PaceBenchmark {
    private static final int SECONDS = Integer.getInteger("bridge.seconds", 30);
    private static final int RECORDS = 2000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(600)
    void lagAtTwoHundredChangesASecondAndCallsWhenIdle() throws Exception {
        try (EmbeddedServer server =
                        EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
                TestStack stack =
                        TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_SWEEP_INTERVAL", "1h")), server);
                BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx512m")) {
            stack.database().execute("alter table agent_jobs disable trigger count_writes");
            List<SimRecord> records = synced(stack, bridge, RECORDS);
            stack.database().execute(HEARD);
            steadily(stack, records, 10);
            stack.awaitNothingDue();
            String from = String.valueOf(stack.database().scalar("select clock_timestamp()::text"));
            long changes = steadily(stack, records, SECONDS);
            stack.awaitNothingDue();
            Figures.tell("steady load: changes made", changes / (double) SECONDS, "a second");
            for (String direction : List.of("tables_to_supabase", "supabase_to_tables")) {
                for (double quantile : List.of(0.5, 0.99)) {
                    Figures.tell(
                            "edit to commit or landed call, %s, p%.0f".formatted(direction, quantile * 100),
                            lag(stack, direction, quantile, from),
                            "ms");
                    Figures.tell(
                            "webhook stored to commit or landed call, %s, p%.0f".formatted(direction, quantile * 100),
                            overhead(stack, direction, quantile, from),
                            "ms",
                            Figures.Target.below(quantile < 0.9 ? 10 : 50));
                }
            }
            ApiCounts before = stack.zapier().counts();
            TimeUnit.SECONDS.sleep(SECONDS);
            ApiCounts after = stack.zapier().counts();
            Figures.tell(
                    "calls while idle for %d s".formatted(SECONDS),
                    (double) (after.reads() + after.writes() - before.reads() - before.writes()),
                    "calls",
                    Figures.Target.below(1));
        }
    }

    @Test
    @Timeout(600)
    void rateLimitWhenFarBehind() throws Exception {
        int calls = 60;
        int window = 10;
        int behind = 15_000;
        Setup limited = Setup.usual()
                .withZapier(
                        SimulatorOptions.defaults().withBudget(new RequestBudget(calls, Duration.ofSeconds(window))))
                .withSettings(Map.of("ZAPIER_RATE_LIMIT", calls + "/" + window + "s", "BRIDGE_SWEEP_INTERVAL", "1h"));
        try (EmbeddedServer server =
                        EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
                TestStack stack = TestStack.resting(limited, server);
                BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx512m")) {
            stack.database().execute("alter table agent_jobs disable trigger count_writes");
            List<SimRecord> unused = synced(stack, bridge, behind);
            stack.captureInsteadOfWebhooks("agent_jobs");
            Audited audited = Audited.fromNow(stack, "supabase_to_tables");
            stack.database().execute("update agent_jobs set retry_count = 77");
            // Whole windows, in which it is surely behind: when they begin does not matter then.
            var begun = audited.await(behind / 10);
            ApiCounts before = stack.zapier().counts();
            long began = System.nanoTime();
            TimeUnit.SECONDS.sleep(3L * window);
            ApiCounts after = stack.zapier().counts();
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat(audited.count()).isLessThan(behind);
            long made = after.reads() + after.writes() - before.reads() - before.writes();
            Figures.tell("calls a second allowed", (double) calls / window, "a second");
            Figures.tell(
                    "calls made when behind / calls allowed",
                    made / seconds / ((double) calls / window),
                    "",
                    Figures.Target.atLeast(0.95));
            Figures.tell(
                    "calls rejected (429) meanwhile",
                    (double) (after.throttled() - before.throttled()),
                    "calls",
                    Figures.Target.below(1));
            assertThat(audited.await(behind)).isAfter(begun);
        }
    }

    private static List<SimRecord> synced(TestStack stack, BridgeProcess bridge, int count)
            throws InterruptedException {
        SimTable jobs = stack.table("agent_jobs");
        stack.sendWebhooksTo(bridge.port());
        stack.leaveAuditUnwatched();
        for (int from = 0; from < count; from += 1000) {
            jobs.createAll(IntStream.range(from, Math.min(from + 1000, count))
                    .mapToObj(BackfillBenchmark::job)
                    .toList());
        }
        var unused = Audited.all(stack, "tables_to_supabase").await(count);
        return jobs.records();
    }

    /** One change on either side every 10 ms, each of another record. */
    private static long steadily(TestStack stack, List<SimRecord> records, int seconds) throws InterruptedException {
        SimTable jobs = stack.table("agent_jobs");
        long began = System.nanoTime();
        long changes = 0;
        for (int tick = 0; tick < seconds * 100; tick++) {
            long wait = began + tick * 10_000_000L - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            int n = tick % (RECORDS / 2);
            jobs.update(records.get(n).id(), Map.of("retry_count", tick + 10));
            stack.database()
                    .update(
                            "update agent_jobs set retry_count = ? where id = cast(? as uuid)",
                            tick + 10,
                            jobs.text(records.get(RECORDS / 2 + n), "id").orElseThrow());
            changes += 2;
        }
        return changes;
    }

    /** From the user's edit on, as the audit rows say. */
    private static double lag(TestStack stack, String direction, double quantile, String from) {
        return quantile(stack, "(metadata ->> 'lag_ms')::float8", "audit_log", direction, quantile, from);
    }

    /** The bridge's own part: from when the webhook was stored, a moment before its 202. */
    private static double overhead(TestStack stack, String direction, double quantile, String from) {
        return quantile(
                stack,
                "extract(epoch from timestamp - received_at)::float8 * 1000",
                "audit_log join heard on heard.request_id = metadata ->> 'request_id'",
                direction,
                quantile,
                from);
    }

    private static double quantile(
            TestStack stack, String value, String rows, String direction, double quantile, String from) {
        Object found = stack.database()
                .scalar(
                        "select percentile_cont(cast(? as float8)) within group (order by " + value + ") from " + rows
                                + " where metadata ->> 'sync_direction' = ? and timestamp > cast(? as timestamptz)",
                        String.format(Locale.ROOT, "%.2f", quantile),
                        direction,
                        from);
        assertThat(found).as("audit rows %s", direction).isInstanceOf(Number.class);
        return found instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Hints go once their record was looked at; when each was stored stays here. */
    private static final String HEARD = """
            create table heard (request_id text, received_at timestamptz);
            create function note_heard() returns trigger language plpgsql as $$
            begin
              insert into heard values (new.request_id, new.received_at);
              return null;
            end $$;
            create trigger note_heard after insert on bridge.hint for each row execute function note_heard()
            """;
}
