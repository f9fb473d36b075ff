package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What being looked at costs a bridge: the processor time of its process and the lag of the same changes, with nobody looking
 * and with many. Not part of the build; {@code benchmarks/dashboard/run} runs it.
 */
@Tag("benchmark")
final class DashboardBenchmark {
    private static final int VIEWERS = Integer.getInteger("bridge.viewers", 50);
    private static final int PER_SECOND = Integer.getInteger("bridge.changes", 20);
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final int ROWS = 50;
    private static final String LAGS = """
            select format('%s %s', round(percentile_cont(0.5) within group (order by lag)), round(percentile_cont(0.99) within group (order by lag)))
              from (select (metadata ->> 'lag_ms')::float8 as lag from audit_log
                     where actor = 'sync-bridge' and action = 'agent_job_synced'
                       and timestamp > clock_timestamp() - cast(? as float8) * interval '1 second') as lags
            """;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final LongAdder received = new LongAdder();

    @Test
    @Timeout(600)
    void beingLookedAt() throws Exception {
        Setup setup = Setup.usual().withSettings(Map.of("BRIDGE_ADMIN_TOKEN", "the admin token of a test"));
        try (TestStack stack = TestStack.resting(setup);
                BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx512m")) {
            stack.sendWebhooksTo(bridge.port());
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                jobs.add(stack.supabase().insertJob("queued"));
            }
            List<String> rounds = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rounds.add(round(stack, bridge, jobs, 0));
                rounds.add(round(stack, bridge, jobs, VIEWERS));
            }
            // The first pair warmed up. At the end and on lines of their own, whatever else was printed meanwhile.
            System.out.println();
            rounds.subList(2, rounds.size()).forEach(round -> System.out.println("measured " + round));
        } finally {
            client.close();
        }
    }

    private String round(TestStack stack, BridgeProcess bridge, List<String> jobs, int viewers) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<InputStream> streams = new ArrayList<>();
        for (int i = 0; i < viewers; i++) {
            streams.add(watch(bridge.port(), over));
        }
        received.reset();
        Duration before = cpu(bridge);
        long begin = System.nanoTime();
        for (int change = 0; System.nanoTime() - begin < ROUND.toNanos(); change++) {
            stack.supabase().update("agent_jobs", jobs.get(change % ROWS), "retry_count", change);
            long wait = begin + (change + 1) * 1_000_000_000L / PER_SECOND - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double share = cpu(bridge).minus(before).toMillis() / (seconds * 1000);
        long bytes = received.sum();
        over.countDown();
        for (InputStream stream : streams) {
            stream.close();
        }
        stack.awaitQuiet();
        String[] lags = String.valueOf(stack.database().scalar(LAGS, seconds)).split(" ", -1);
        return String.format(
                Locale.ROOT,
                "%2d viewers, %d changes a second: processor time %.0f ms a second, lag p50 %s ms, p99 %s ms, %.1f kB a second sent to each",
                viewers,
                PER_SECOND,
                share * 1000,
                lags[0],
                lags[1],
                viewers == 0 ? 0 : bytes / 1000.0 / seconds / viewers);
    }

    private static Duration cpu(BridgeProcess bridge) {
        return ProcessHandle.of(bridge.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }

    /** Logs in and reads the stream as a page does, until the round is over. */
    private InputStream watch(int port, CountDownLatch over) throws IOException, InterruptedException {
        String origin = "http://127.0.0.1:" + port;
        HttpResponse<String> entered = client.send(
                HttpRequest.newBuilder(URI.create(origin + "/api/session"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"the admin token of a test\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
        InputStream stream = client.send(
                        HttpRequest.newBuilder(URI.create(origin + "/api/events"))
                                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
        Thread unused = Thread.ofVirtual().start(() -> read(stream, over));
        return stream;
    }

    private void read(InputStream stream, CountDownLatch over) {
        byte[] bytes = new byte[16_384];
        try {
            for (int read = stream.read(bytes); read >= 0 && over.getCount() > 0; read = stream.read(bytes)) {
                received.add(read);
            }
        } catch (IOException closed) {
            // The round is over.
        }
    }
}
