package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.fixtures.postgres.WebhookFaults;
import java.time.Duration;
import java.util.Objects;

/** Ends all faults and waits until nothing is left to do: no webhook under way, no record due, two sweeps over. */
record Quiet(Stage stage) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** What the bridge has written to both sides. */
    record Written(long rows, long calls) {}

    /** Answers how many records a person had to send on their way again. */
    int settle() {
        stage.zapier().faults().clear();
        stage.supabaseWebhooks().inject(WebhookFaults.none());
        stage.instance(0).up();
        stage.instance(1).up();
        // As a Zap's history does with what nobody took.
        stage.zapier().replayFailedWebhooks();
        rest();
        int requeued = requeue();
        for (int sweep = 0; sweep < 2; sweep++) {
            rest();
            awaitSweep();
        }
        rest();
        return requeued;
    }

    Written written() {
        var counts = stage.zapier().counts();
        return new Written(stage.history().byBridge(), counts.writes());
    }

    /** A person sends parked records on their way; each was parked for a value that Zapier refused for once. */
    private int requeue() {
        return stage.observer().workers().values().stream()
                .mapToInt(worker -> worker.records().deadLetters().requeue(1000))
                .sum();
    }

    /** Records that still wait for a person. */
    long parked() {
        return stage.observer().workers().values().stream()
                .mapToLong(worker -> worker.records().backlog().parked())
                .sum();
    }

    private void rest() {
        Awaiting.until("both sides and the bridges are quiet", LIMIT, () -> {
            long before = delivered();
            return isIdle() && delivered() == before && isIdle();
        });
    }

    private boolean isIdle() {
        return stage.zapier().faults().held() == 0
                && stage.zapier().webhookCounts().waiting() == 0
                && stage.supabaseWebhooks().isIdle()
                && stage.observer().workers().values().stream()
                        .map(worker -> worker.records().backlog())
                        .map(SyncRecords.Backlog::pending)
                        .allMatch(pending -> pending == 0);
    }

    private long delivered() {
        return stage.zapier().webhookCounts().delivered()
                + stage.supabaseWebhooks().counts().answered();
    }

    /** A whole sweep that began after this call. */
    private void awaitSweep() {
        Object now = Objects.requireNonNull(stage.database().scalar("select clock_timestamp()::text"));
        Awaiting.until(
                "a sweep is over",
                LIMIT,
                () -> !stage.database()
                        .rows("select 1 from bridge.sweep where started_at > ? and complete_at > started_at", now)
                        .isEmpty());
    }
}
