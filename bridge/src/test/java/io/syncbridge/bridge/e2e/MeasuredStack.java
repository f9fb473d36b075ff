package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a benchmark of running bridges needs: both sides without a bridge, a PostgreSQL that waits for the disk, no sweep in
 * between, and jobs that all change at once.
 */
final class MeasuredStack implements AutoCloseable {
    private static final int TOGETHER = 1000;
    private static final String DIRECTION = "tables_to_supabase";

    private final EmbeddedServer server =
            EmbeddedServer.start(ServerOptions.temporary().withDurable(true));
    private final TestStack stack =
            TestStack.resting(Setup.usual().withSettings(Map.of("BRIDGE_SWEEP_INTERVAL", "10h")), server);
    private final SimTable jobs = stack.table("agent_jobs");

    MeasuredStack() {
        // The stack counts rows by a trigger; a user's table has none.
        stack.database().execute("alter table agent_jobs disable trigger count_writes");
    }

    TestStack stack() {
        return stack;
    }

    /** Both sides send their webhooks to this bridge, as {@code setup} leaves it. */
    void sendWebhooksTo(BridgeProcess bridge) {
        stack.sendWebhooksTo(bridge.port());
        stack.leaveAuditUnwatched();
    }

    /** Makes so many jobs in Zapier and waits until a bridge has brought all over. */
    void fill(int records) throws InterruptedException {
        for (int from = 0; from < records; from += TOGETHER) {
            jobs.createAll(IntStream.range(from, Math.min(records, from + TOGETHER))
                    .mapToObj(BackfillBenchmark::job)
                    .toList());
        }
        Instant unused = Audited.all(stack, DIRECTION).await(records);
        // Ids and defaults travel back to Zapier: an edit meanwhile would be a conflict.
        stack.awaitNothingDue();
    }

    /**
     * Changes every job in Zapier at once and waits until all changes are audited.
     *
     * @param value of a field that no job holds yet
     * @return the time from the first change to the last audit row
     */
    Duration changeAll(int value) throws InterruptedException {
        List<SimRecord> records = jobs.records();
        Audited audited = Audited.fromNow(stack, DIRECTION);
        Instant began = Instant.now();
        records.parallelStream().forEach(record -> jobs.update(record.id(), Map.of("retry_count", value)));
        return Duration.between(began, audited.await(records.size()));
    }

    /** The one in the middle; the upper of two. */
    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        stack.close();
        server.close();
    }
}
