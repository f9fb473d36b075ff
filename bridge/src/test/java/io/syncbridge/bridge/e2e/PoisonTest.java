package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.store.DeadLetters;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A hundred records, one of them bad in each way a record can be bad: it waits for a person, the others pass at once. */
@Execution(ExecutionMode.CONCURRENT)
final class PoisonTest {

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");
    private final List<Hint> hints = new ArrayList<>();
    private String linked = "";
    private String refusedRecord = "";

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void fourBadRecordsOfAHundredAreParkedEachAtItsStageAndNinetySixPass() {
        poison();
        for (int i = 0; i < 48; i++) {
            tellRecord(Map.of("job_type", "manual", "status", "queued"));
            tellRow(stack.supabase().insertJob("queued"));
        }
        assertThat(hints).hasSize(100);
        stack.tell(hints.toArray(Hint[]::new));

        assertThat(stack.bridge().drain()).as("worked off in one batch").isEqualTo(100);

        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(48 + 48 + 1);
        assertThat(jobs.records()).hasSize(48 + 48 + 4);
        Map<Failure.Stage, DeadLetters.Parked> parked = stack.parked("agent_jobs").stream()
                .collect(Collectors.toMap(one -> one.failure().stage(), Function.identity()));
        assertThat(parked)
                .containsOnlyKeys(Failure.Stage.PARSE, Failure.Stage.MAP, Failure.Stage.SUPABASE, Failure.Stage.ZAPIER);
        assertParked(parked, Failure.Stage.PARSE, "parameters");
        assertParked(parked, Failure.Stage.MAP, "job_type");
        assertParked(parked, Failure.Stage.ZAPIER, "error_message");
        assertThat(parked.values()).extracting(DeadLetters.Parked::reason).anyMatch(why -> why.contains("Too rude"));
        assertThat(parked.values()).extracting(DeadLetters.Parked::reason).anyMatch(why -> why.contains("no_night"));
        assertThat(parked.values()).allSatisfy(one -> assertThat(one.attempts()).isOne());
        assertThat(stack.audit().called("sync_failed").entries()).hasSize(4);
    }

    @Test
    void aRecordThatKeepsFailingTheSameWayIsToldOnce() {
        poison();
        for (int i = 0; i < 3; i++) {
            stack.tell(hints.toArray(Hint[]::new));
            stack.bridge().drain();
            assertThat(records().deadLetters().requeue(100)).isEqualTo(4);
            stack.bridge().drain();
        }

        assertThat(stack.parked("agent_jobs")).hasSize(4);
        assertThat(stack.audit().called("sync_failed").entries()).hasSize(4);
    }

    @Test
    void aRefusedWriteIsNotTriedAgainForItsOwnEchoEvenAfterARestartButForAPerson() {
        poison();
        stack.tell(hints.toArray(Hint[]::new));
        stack.bridge().drain();
        long tried = stack.zapier().counts().updates();
        Hint echo = new Hint.ZapierRecord("agent_jobs", refusedRecord, Optional.empty());

        try (Bridge restarted = stack.openBridge()) {
            stack.tell(echo);
            restarted.drain();
            assertThat(stack.zapier().counts().updates()).isEqualTo(tried);
            assertThat(stack.parked("agent_jobs")).hasSize(4);

            stack.zapier().faults().clear();
            long id = stack.parked("agent_jobs").stream()
                    .filter(one -> one.record().equals(linked))
                    .findFirst()
                    .orElseThrow()
                    .id();
            assertThat(records().deadLetters().requeue(id)).isTrue();
            restarted.drain();
        }

        assertThat(stack.parked("agent_jobs")).hasSize(3);
        assertThat(jobs.text(jobs.recordsWhere("id", linked).getFirst(), "error_message"))
                .contains("damn");
    }

    /** One bad record each for reading, mapping, Supabase and Zapier. */
    private void poison() {
        stack.database()
                .execute(
                        "alter table agent_jobs add constraint no_night check (initiated_by is distinct from 'night')");
        linked = stack.supabase().insertJob("queued");
        stack.tell(new Hint.SupabaseRow("agent_jobs", linked));
        stack.bridge().drain();
        refusedRecord = jobs.records().getFirst().id();
        stack.supabase().update("agent_jobs", linked, "error_message", "damn");
        stack.zapier()
                .faults()
                .next(
                        100,
                        "PATCH",
                        "/records",
                        new Fault.RecordError(refusedRecord, jobs.key("error_message"), "Too rude"));
        tellRow(linked);
        tellRecord(Map.of("job_type", "manual", "parameters", "{\"metro\": "));
        tellRecord(Map.of("status", "queued"));
        tellRecord(Map.of("job_type", "manual", "status", "queued", "initiated_by", "night"));
    }

    private void tellRow(String id) {
        hints.add(new Hint.SupabaseRow("agent_jobs", id));
    }

    private void tellRecord(Map<String, Object> cells) {
        Map<String, Object> whole = new java.util.HashMap<>(cells);
        whole.put("id", UUID.randomUUID().toString());
        whole.put("created_at", "2026-01-02T03:04:05Z");
        whole.putIfAbsent("retry_count", 0);
        hints.add(new Hint.ZapierRecord("agent_jobs", jobs.create(whole).id(), Optional.of("{\"shown\":true}")));
    }

    private static void assertParked(Map<Failure.Stage, DeadLetters.Parked> parked, Failure.Stage stage, String field) {
        DeadLetters.Parked one = java.util.Objects.requireNonNull(parked.get(stage));
        assertThat(one.failure().fields()).as("%s", one).containsExactly(field);
        assertThat(one.payloads()).hasSize(stage == Failure.Stage.ZAPIER ? 0 : 1);
    }

    private SyncRecords records() {
        return java.util.Objects.requireNonNull(stack.bridge().workers().get("agent_jobs"))
                .records();
    }
}
