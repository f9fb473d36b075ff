package io.syncbridge.bridge.chaos;

import io.syncbridge.fixtures.postgres.WebhookFaults;
import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out a plan on a stage: each step at its time, none waiting for another. */
final class Run {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Plan plan;
    private final Stage stage;
    private final SupabaseUser supabase;
    private final ZapierUser zapier;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Queue<Deaf> deaf = new ConcurrentLinkedQueue<>();
    private final long started = System.nanoTime();

    /** A time in which webhooks of Zapier get lost for good. */
    private record Deaf(Instant from, Instant until) {}

    Run(Plan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
        this.supabase = new SupabaseUser(stage.database());
        this.zapier = new ZapierUser(stage.zapier().table(Stage.JOBS));
    }

    /** Returns when every step has been taken and everything that was killed is up again. */
    void play() {
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (Plan.Step step : plan.steps()) {
                all.add(hands.submit(() -> take(step)));
            }
            for (Future<?> one : all) {
                one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the plan could not be carried out", failed);
        }
    }

    /** API faults that no call has met: the bridge called less often than the plan foresaw. */
    int unmet() {
        return stage.zapier().faults().pending();
    }

    /** The mark by which a record is known on both sides. */
    String marker(int record) {
        return "chaos " + plan.seed() + " record " + record;
    }

    SupabaseUser supabase() {
        return supabase;
    }

    ZapierUser zapier() {
        return zapier;
    }

    /** True when the webhook of an edit made then may be lost for good. */
    boolean isUnheard(Edit edit) {
        return deaf.stream()
                .anyMatch(time ->
                        !edit.until().isBefore(time.from()) && !edit.from().isAfter(time.until()));
    }

    /** What really happened when. */
    List<String> log() {
        return List.copyOf(log);
    }

    void note(String what) {
        log.add("%6d ms %s"
                .formatted(Duration.ofNanos(System.nanoTime() - started).toMillis(), what));
    }

    private void take(Plan.Step step) {
        long wait = step.at().toNanos() - (System.nanoTime() - started);
        Awaiting.rest(Duration.ofNanos(Math.max(0, wait)));
        note("begins " + step.act());
        switch (step.act()) {
            case Act.Create create -> create(create);
            case Act.Change change -> change(change);
            case Act.Meanwhile meanwhile -> meanwhile(meanwhile.change());
            case Act.Kill kill -> stage.instance(kill.process()).kill(kill.down());
            case Act.Database database -> stage.restartDatabase(database.killed());
            case Act.Api api ->
                stage.zapier()
                        .faults()
                        .next(api.calls(), api.method(), "/records", api.fault().fault(api.pause()));
            case Act.Webhooks webhooks -> disturb(webhooks);
            case Act.Replay replay -> stage.zapier().replayFailedWebhooks();
        }
        note("ended  " + step.act());
    }

    private void create(Act.Create create) {
        if (create.side() == Side.SUPABASE) {
            supabase.create(marker(create.record()), create.number());
        } else {
            zapier.create(marker(create.record()), create.number());
        }
    }

    private void change(Act.Change change) {
        String marker = marker(change.record());
        Side first = change.side();
        Awaiting.until(
                "record " + marker + " is there to be edited",
                LIMIT,
                () -> change(first, marker, change) || change(first.other(), marker, change));
    }

    private boolean change(Side side, String marker, Act.Change change) {
        return side == Side.SUPABASE ? supabase.change(marker, change) : zapier.change(marker, change);
    }

    private void meanwhile(Act.Change change) {
        stage.zapier().faults().beforeNext("PATCH", "/records", () -> {
            boolean done = zapier.change(marker(change.record()), change);
            note((done ? "meanwhile " : "meanwhile found no record for ") + change);
        });
    }

    private void disturb(Act.Webhooks webhooks) {
        long seed = plan.seed();
        if (webhooks.side() == Side.SUPABASE) {
            stage.supabaseWebhooks()
                    .inject(new WebhookFaults(seed, webhooks.drop(), webhooks.twice(), webhooks.lateness()));
            Awaiting.rest(webhooks.span());
            stage.supabaseWebhooks().inject(WebhookFaults.none());
            return;
        }
        Instant from = Instant.now();
        stage.zapier()
                .faults()
                .disturbWebhooks(new WebhookDisturbance(
                        seed,
                        webhooks.drop(),
                        webhooks.twice(),
                        webhooks.late(),
                        webhooks.late(),
                        webhooks.lateness()));
        Awaiting.rest(webhooks.span());
        stage.zapier().faults().disturbWebhooks(WebhookDisturbance.none());
        if (webhooks.drop() > 0) {
            deaf.add(new Deaf(from, Instant.now()));
        }
    }
}
