package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the simulator answers by itself, a hundred records a call, four calls at once, of a table that no Zap watches: the
 * limit beside which the bridge's figures stand. The client shares its process.
 */
record SimulatorCeiling(ZapierTablesSimulator zapier) {
    private static final int AT_ONCE = 4;
    private static final int A_CALL = 100;
    /** A record with its id and times is longer. */
    private static final int SMALLEST = 50;

    private static final Duration TIME = Duration.ofSeconds(3);

    /** Records a second. */
    record Rates(double read, double written) {}

    Rates measure() throws Exception {
        SimTable table = zapier.createTable("ceiling", AgentTables.agentJobs());
        List<SimRecord> records = table.createAll(
                IntStream.range(0, A_CALL).mapToObj(BackfillBenchmark::job).toList());
        String keys = records.stream()
                .map(record -> '"' + table.text(record, "id").orElseThrow() + '"')
                .collect(Collectors.joining(", "));
        String read = "{\"limit\": 1000, \"filters\": [{\"key\": \"%s\", \"operator\": \"in\", \"value\": [%s]}]}"
                .formatted(table.key("id"), keys);
        String written = records.stream()
                .map(record ->
                        "{\"id\": \"%s\", \"data\": {\"%s\": %%1$d}}".formatted(record.id(), table.key("retry_count")))
                .collect(Collectors.joining(", ", "{\"updated_records\": [", "]}"));
        URI address = URI.create(zapier.baseUrl() + "/api/v1/tables/" + table.id() + "/records");
        return new Rates(rate("POST", URI.create(address + "/query"), read), rate("PATCH", address, written));
    }

    private static double rate(String method, URI address, String body) throws Exception {
        double unused = once(method, address, body);
        return once(method, address, body);
    }

    private static double once(String method, URI address, String body) throws Exception {
        long began = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<Integer>> lanes = new ArrayList<>();
            for (int lane = 0; lane < AT_ONCE; lane++) {
                lanes.add(() -> {
                    int calls = 0;
                    for (; System.nanoTime() - began < TIME.toNanos(); calls++) {
                        HttpRequest request = HttpRequest.newBuilder(address)
                                .header("Authorization", "Bearer sim-token")
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body.formatted(calls)))
                                .build();
                        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                        if (answer.statusCode() != 200 || answer.body().length() < A_CALL * SMALLEST) {
                            throw new IllegalStateException("the simulator answered " + answer.statusCode()
                                    + " with less than a hundred records");
                        }
                    }
                    return calls;
                });
            }
            int calls = 0;
            for (Future<Integer> lane : threads.invokeAll(lanes)) {
                calls += lane.get();
            }
            return calls * A_CALL * 1e9 / (System.nanoTime() - began);
        }
    }
}
