package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a change costs beside many records and audit rows that nobody touches. Not part of the build;
 * {@code benchmarks/run growth} runs it.
 */
@Tag("benchmark")
final class GrowthBenchmark {
    private static final List<Integer> SIZES = Arrays.stream(
                    System.getProperty("bridge.sizes", "10000,1000000,5000000").split(",", -1))
            .map(Integer::valueOf)
            .toList();
    private static final int RECORDS = 5000;
    private static final int ROUNDS = 3;
    private static final int SLICE = 500_000;

    private final MeasuredStack measured = new MeasuredStack();
    private final TestStack stack = measured.stack();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        measured.close();
    }

    @Test
    @Timeout(3000)
    void costOfAChangeBesideManyRecords() throws Exception {
        try (BridgeProcess bridge = BridgeProcess.start(stack.environment(), 0, directory, "-Xmx512m")) {
            measured.sendWebhooksTo(bridge);
            measured.fill(RECORDS);
            int there = 0;
            double first = 0;
            for (int size : SIZES) {
                fill(there, size);
                there = size;
                List<Double> costs = new ArrayList<>();
                for (int round = 0; round <= ROUNDS; round++) {
                    double cost = cost(bridge, size % 1000 + 10 + round);
                    if (round > 0) { // the one before warms the caches
                        costs.add(cost);
                    }
                }
                double median = MeasuredStack.median(costs);
                String what = "%,d records and audit rows: time a change, median of %s".formatted(size, costs);
                Figures.tell(what.replaceAll("(\\.\\d)\\d+", "$1"), median, "us");
                if (first == 0) {
                    first = median;
                } else {
                    Figures.tell(
                            "%,d: against the first".formatted(size), median / first, "", Figures.Target.below(1.2));
                }
            }
            assertThat(stack.parked("agent_jobs")).isEmpty();
        }
    }

    /** Time a change takes from one end to the other when thousands are made at once, in microseconds. */
    private double cost(BridgeProcess bridge, int count) throws InterruptedException {
        assertThat(bridge.isAlive()).isTrue();
        return measured.changeAll(count).toNanos() / 1e3 / RECORDS;
    }

    /** Rows that look like synced ones, written without the bridge, and of which nobody is told. */
    private void fill(int from, int to) {
        // Counted, and not to be missed: otherwise the feed counts as silent, and sweeps look for what it did not tell.
        stack.database().update("insert into bridge.own_write (mapping, n_rows) values ('agent_jobs', ?)", to - from);
        stack.database().execute("alter table agent_jobs disable trigger webhook_agent_jobs");
        for (int at = from; at < to; at += SLICE) {
            String numbers = "generate_series(" + (at + 1) + ", " + Math.min(to, at + SLICE) + ") n";
            stack.database()
                    .execute("insert into agent_jobs (id, job_type, status) select "
                            + "('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'manual', 'queued' from "
                            + numbers);
            stack.database()
                    .execute("insert into bridge.sync_record (mapping, s_key, z_id, memory) select 'agent_jobs', "
                            + "'10000000-0000-4000-8000-' || lpad(n::text, 12, '0'), '01A' || lpad(n::text, 23, '0'), m.memory"
                            + " from " + numbers
                            + ", (select memory from bridge.sync_record where z_id is not null limit 1) m");
            stack.database()
                    .execute("insert into audit_log (actor, actor_type, action, resource_type, resource_id, metadata)"
                            + " select 'filler', 'system', 'agent_job_synced', 'agent_jobs', "
                            + "'10000000-0000-4000-8000-' || lpad(n::text, 12, '0'), "
                            + "'{\"sync_direction\": \"filler\", \"lag_ms\": 12, \"rule\": \"changed_in_zapier\"}' from "
                            + numbers);
        }
        stack.database().execute("alter table agent_jobs enable trigger webhook_agent_jobs");
        stack.database().execute("vacuum analyze agent_jobs");
        stack.database().execute("vacuum analyze bridge.sync_record");
        stack.database().execute("vacuum analyze audit_log");
    }
}
