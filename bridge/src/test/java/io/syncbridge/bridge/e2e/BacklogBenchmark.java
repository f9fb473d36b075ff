package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million records due, a process with a heap of 256 MB, slow senders and a burst of webhooks: what becomes of a live
 * change, of the heap and of the claim. Not part of the build; {@code benchmarks/backlog/run} runs it.
 */
@Tag("benchmark")
final class BacklogBenchmark {

    private static final int BACKLOG = Integer.getInteger("bridge.backlog", 1_000_000);
    private static final int LIVE = 10;
    private static final int SLOW = 200;
    private static final int BURST = 5000;
    private static final int SENDERS = 500;
    private static final long MOST_HEAP_MB = 200;

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    @Timeout(900)
    void aMillionDueRecordsDelayNoLiveChangeAndFillNoHeap() throws Exception {
        stack.database()
                .execute("insert into bridge.sync_record (mapping, s_key, wanted, due_at)"
                        + " select 'agent_jobs', '00000000-0000-4000-8000-' || lpad(n::text, 12, '0'), 1, clock_timestamp() - n * interval '1 millisecond'"
                        + " from generate_series(1, " + BACKLOG + ") n");
        stack.database().execute("analyze bridge.sync_record");
        System.out.printf("%d due; a claim of 100 takes %s%n", due(), claims());

        long start = System.nanoTime();
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx256m")) {
            System.out.printf("started after %d ms%n", millisSince(start));
            stack.sendWebhooksTo(bridge.port());
            long before = due();
            long from = System.nanoTime();
            System.out.printf("live changes Supabase to Zapier: %s%n", live(this::toZapier));
            System.out.printf("live changes Zapier to Supabase: %s%n", live(this::toSupabase));
            long heap = heap(bridge);
            long rate = (before - due()) * 1000 / millisSince(from);
            System.out.printf("%d records a second of the backlog meanwhile; live heap %d MB%n", rate, heap);

            List<Socket> slow = slow(bridge.port());
            Map<Integer, Integer> answers = burst(bridge.port());
            System.out.printf(
                    "%d slow connections, %d webhooks at once: %s; live heap %d MB; then live %s%n",
                    slow.size(), BURST, answers, heap(bridge), live(this::toZapier));
            for (Socket socket : slow) {
                socket.close();
            }
            System.out.printf("%d due; a claim of 100 takes %s%n", due(), claims());
            assertThat(answers.keySet()).isSubsetOf(202, 429, 503);
            assertThat(heap(bridge)).isLessThan(MOST_HEAP_MB);
            assertThat(bridge.isAlive()).isTrue();
        }
    }

    private String live(Runnable change) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < LIVE; i++) {
            long start = System.nanoTime();
            change.run();
            took.add(millisSince(start));
        }
        took.sort(Long::compare);
        return "median %d ms, slowest %d ms".formatted(took.get(LIVE / 2), took.getLast());
    }

    private void toZapier() {
        String id = stack.supabase().insertJob("queued");
        Eventually.until(
                "it is in Zapier",
                Duration.ofSeconds(60),
                () -> !jobs.recordsWhere("id", id).isEmpty());
    }

    private void toSupabase() {
        long before = stack.supabase().count("agent_jobs");
        String unused =
                jobs.create(Map.of("job_type", "manual", "status", "queued")).id();
        Eventually.until(
                "it is in Supabase",
                Duration.ofSeconds(60),
                () -> stack.supabase().count("agent_jobs") > before);
    }

    private long due() {
        return ((Number) java.util.Objects.requireNonNull(
                        stack.database().scalar("select count(*) from bridge.sync_record where due_at is not null")))
                .longValue();
    }

    /** Claims as a worker does, and hands back. */
    private String claims() {
        Link link = stack.bridge().links().stream()
                .filter(each -> each.mapping().name().equals("agent_jobs"))
                .findFirst()
                .orElseThrow();
        SyncRecords records =
                new SyncRecords(link.mapping(), new Database(stack.database().dataSource()));
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            List<Claim> claims = records.claim(100, Duration.ofSeconds(5));
            took.add(millisSince(start));
            records.handBack(claims);
        }
        took.sort(Long::compare);
        return "%d ms (median; slowest %d ms)".formatted(took.get(10), took.getLast());
    }

    /** What is left in the heap after a collection, in MB: the generations of the serial collector. */
    private static long heap(BridgeProcess bridge) throws IOException {
        String unused = jcmd(bridge, "GC.run");
        String info = jcmd(bridge, "GC.heap_info");
        long used = Pattern.compile("total \\d+K, used (\\d+)K")
                .matcher(info)
                .results()
                .mapToLong(generation -> Long.parseLong(generation.group(1)))
                .sum();
        assertThat(used).as("heap in use, of: " + info).isPositive();
        return used / 1024;
    }

    private static String jcmd(BridgeProcess bridge, String command) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(bridge.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Senders who begin a request and never end it. */
    private static List<Socket> slow(int port) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream()
                    .write(
                            ("POST /webhooks/zapier/agent_jobs HTTP/1.1\r\nHost: bridge\r\nContent-Type: application/json\r\n"
                                            + "X-Webhook-Secret: " + TestStack.SECRET
                                            + "\r\nContent-Length: 100000\r\n\r\n{\"rec")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            sockets.add(socket);
        }
        return sockets;
    }

    private static Map<Integer, Integer> burst(int port) throws InterruptedException {
        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        WebhookPost post = new WebhookPost(port);
        List<Thread> senders = IntStream.range(0, SENDERS)
                .mapToObj(sender -> Thread.startVirtualThread(() -> {
                    for (int i = 0; i < BURST / SENDERS; i++) {
                        String record = "01HZ%022d".formatted(sender * 100 + i);
                        answers.merge(
                                post.zapier("agent_jobs", "{\"record_id\": \"" + record + "\"}"), 1, Integer::sum);
                    }
                }))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        return new TreeMap<>(answers);
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
