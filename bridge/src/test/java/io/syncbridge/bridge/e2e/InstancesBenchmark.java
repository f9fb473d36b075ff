package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One, two and three bridges on one database: how fast together, and how much of it each did. All webhooks go to the
 * first. Not part of the build; {@code benchmarks/run instances} runs it.
 */
@Tag("benchmark")
final class InstancesBenchmark {
    private static final int RECORDS = Integer.getInteger("bridge.records", 5000);
    private static final int ROUNDS = 3;
    private static final int MOST = 3;

    private final MeasuredStack measured = new MeasuredStack();
    private final TestStack stack = measured.stack();
    private final List<BridgeProcess> bridges = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        bridges.forEach(BridgeProcess::close);
        measured.close();
    }

    @Test
    @Timeout(1800)
    void severalAreNoSlowerThanOne() throws Exception {
        double one = 0;
        for (int count = 1; count <= MOST; count++) {
            bridges.add(BridgeProcess.start(stack.environment(), 0, directory, "-Xmx512m"));
            if (count == 1) {
                measured.sendWebhooksTo(bridges.getFirst());
                measured.fill(RECORDS);
            }
            double rate = rate(count);
            if (count == 1) {
                one = rate;
            } else {
                Figures.tell(count + " instances / one", rate / one, "", Figures.Target.atLeast(1));
            }
        }
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    /** The median round; the one before the first warms up. */
    private double rate(int instances) throws Exception {
        List<Double> rates = new ArrayList<>();
        List<Double> before = done();
        for (int round = 0; round <= ROUNDS; round++) {
            int value = instances * 100 + round;
            Duration took = measured.changeAll(value);
            if (round > 0) {
                rates.add(RECORDS * 1e9 / took.toNanos());
            } else {
                before = done();
            }
        }
        List<Double> after = done();
        for (int i = 0; i < instances; i++) {
            Figures.tell(
                    "%d instances: share of the %s"
                            .formatted(instances, i == 0 ? "first" : i == 1 ? "second" : "third"),
                    (after.get(i) - before.get(i)) / (RECORDS * ROUNDS),
                    "");
        }
        double median = MeasuredStack.median(rates);
        Figures.tell(
                "%d instances: changes, median of %s"
                        .formatted(instances, rates.stream().map(Math::round).toList()),
                median,
                "a second");
        return median;
    }

    /** Audit rows that each instance has written since it started. */
    private List<Double> done() throws Exception {
        List<Double> all = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (BridgeProcess bridge : bridges) {
                URI metrics = URI.create("http://127.0.0.1:" + bridge.port() + "/metrics");
                String text = client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                all.add(text.lines()
                        .filter(line -> line.startsWith("bridge_sync_total{") && line.contains("\"synced\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum());
            }
        }
        return all;
    }
}
