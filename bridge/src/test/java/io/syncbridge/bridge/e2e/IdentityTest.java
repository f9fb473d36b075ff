package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.webhooks.Hint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One row is one record, whoever made it, wherever its id came from. */
@Execution(ExecutionMode.CONCURRENT)
final class IdentityTest {

    private static final Map<String, Object> JOB = Map.of("job_type", "discovery", "status", "queued");
    private static final Map<String, Object> LIMIT = Map.of(
            "service_name", "mail",
            "window_start", "2026-01-01T00:00:00Z",
            "request_count", 5,
            "quota_limit", 10,
            "reset_at", "2026-01-01T01:00:00Z");

    private final TestStack stack = TestStack.resting();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRecordWithoutAnIdGetsOneThatStaysTheSameOnEveryRedelivery() {
        stack.serve();
        var jobs = stack.table("agent_jobs");
        var job = jobs.create(JOB);
        stack.post().zapierRecord("agent_jobs", job.id(), 10);
        stack.awaitAgreement();

        assertThat(stack.supabase().count("agent_jobs")).isOne();
        String id = stack.supabase().ids("agent_jobs").getFirst();
        assertThat(jobs.text(jobs.find(job.id()).orElseThrow(), "id")).contains(id);

        stack.post().zapierRecord("agent_jobs", job.id(), 10);
        stack.awaitAgreement();
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(id);
    }

    @Test
    void anIdThatIsClearedInZapierComesBack() {
        stack.serve();
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        Map<String, Object> cleared = new HashMap<>();
        cleared.put("id", null);

        jobs.update(record, cleared);

        stack.awaitAgreement();
        assertThat(stack.supabase().ids("agent_jobs")).containsExactly(id);
        assertThat(jobs.text(jobs.find(record).orElseThrow(), "id")).contains(id);
    }

    @Test
    void aUuidInUpperCaseIsTheSameIdAndIsLeftAsItIs() {
        stack.serve();
        String upper = "3F0C1C9E-5F3B-4F0A-9F61-0A4C5C1F7D11";
        Map<String, Object> values = new HashMap<>(JOB);
        values.put("id", upper);
        values.put("created_at", "2026-01-01T00:00:00Z");
        values.put("retry_count", 0);
        var jobs = stack.table("agent_jobs");
        jobs.create(values);
        stack.awaitAgreement();
        assertThat(stack.recordsWritten()).isZero();

        stack.supabase().update("agent_jobs", upper.toLowerCase(java.util.Locale.ROOT), "status", "running");
        stack.awaitAgreement();

        assertThat(jobs.records()).hasSize(1);
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("running");
        assertThat(jobs.text(jobs.records().getFirst(), "id")).contains(upper);
    }

    @Test
    void aCopyOfASyncedRecordBecomesARecordOfItsOwn() {
        stack.serve();
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        var jobs = stack.table("agent_jobs");
        String original = jobs.recordsWhere("id", id).getFirst().id();

        String copy = jobs.create(Map.of("id", id, "job_type", "discovery", "status", "queued"))
                .id();
        stack.awaitAgreement();
        jobs.update(copy, Map.of("status", "failed"));
        stack.awaitAgreement();
        jobs.update(original, Map.of("status", "completed"));
        stack.awaitAgreement();

        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
        assertThat(jobs.records()).hasSize(2);
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("completed");
        String other = jobs.text(jobs.find(copy).orElseThrow(), "id").orElseThrow();
        assertThat(other).isNotEqualTo(id);
        assertThat(stack.supabase().value("agent_jobs", other, "status")).contains("failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameRecordMadeOnBothSidesIsLinkedWithoutAWriteToTheTables(boolean supabaseIsHeardFirst) {
        String id = stack.supabase()
                .insert(
                        "agent_jobs",
                        Map.of("job_type", "discovery", "status", "queued", "created_at", "2026-01-01T00:00:00Z"));
        Map<String, Object> values = new HashMap<>(JOB);
        values.putAll(Map.of("id", id, "retry_count", 0, "created_at", "2026-01-01T00:00:00Z"));
        String record = stack.table("agent_jobs").create(values).id();
        tellBoth("agent_jobs", id, record, supabaseIsHeardFirst);
        stack.serve();

        stack.awaitAgreement();

        assertThat(stack.rowsWritten()).isZero();
        assertThat(stack.recordsWritten()).isZero();
        assertThat(stack.audit().entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"supabase first", "zapier first"})
    void twoIdsForOneServiceAndWindowAreOneRecord(String order) {
        boolean supabaseFirst = order.equals("supabase first");
        Map<String, Object> inZapier = new HashMap<>(LIMIT);
        inZapier.put("id", "aaaaaaaa-0000-4000-8000-000000000001");
        String id = supabaseFirst ? stack.supabase().insert("rate_limits", LIMIT) : "";
        String record = stack.table("rate_limits").create(inZapier).id();
        id = supabaseFirst ? id : stack.supabase().insert("rate_limits", LIMIT);
        tellBoth("rate_limits", id, record, supabaseFirst);
        stack.serve();

        stack.awaitAgreement();

        assertThat(stack.parked("rate_limits")).isEmpty();
        assertOneLimit(id, record);
        stack.table("rate_limits").update(record, Map.of("request_count", 6));
        stack.awaitAgreement();
        stack.supabase().update("rate_limits", id, "quota_limit", 20);
        stack.awaitAgreement();
        assertOneLimit(id, record);
        assertThat(stack.supabase().value("rate_limits", id, "request_count")).contains("6");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordWithoutAnIdIsTheRowOfTheSameServiceAndWindow(boolean supabaseIsHeardFirst) {
        String record = stack.table("rate_limits").create(LIMIT).id();
        String id = stack.supabase().insert("rate_limits", LIMIT);
        tellBoth("rate_limits", id, record, supabaseIsHeardFirst);
        stack.serve();

        stack.awaitAgreement();

        assertOneLimit(id, record);
    }

    @Test
    void ofRecordsAndTheirCopiesFirstSeenTogetherTheOldestKeepsTheId() {
        var jobs = stack.table("agent_jobs");
        List<String> ids = IntStream.range(0, 40)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        List<SimRecord> originals =
                ids.stream().map(id -> jobs.create(withId(id))).toList();
        ids.forEach(id -> jobs.create(withId(id)));

        stack.serve();
        stack.awaitAgreement();

        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(80);
        assertThat(originals.stream()
                        .map(record -> jobs.text(jobs.find(record.id()).orElseThrow(), "id")
                                .orElseThrow())
                        .toList())
                .isEqualTo(ids);
    }

    private static Map<String, Object> withId(String id) {
        Map<String, Object> job = new HashMap<>(JOB);
        job.put("id", id);
        return job;
    }

    @Test
    void onlyOneOfTwoWebhooksIsEnoughToFindThatTwoIdsAreOneRecord() {
        String record = stack.table("rate_limits").create(LIMIT).id();
        String id = stack.supabase().insert("rate_limits", LIMIT);
        stack.tell(new Hint.ZapierRecord("rate_limits", record, Optional.empty()));
        stack.serve();

        stack.awaitAgreement();

        assertOneLimit(id, record);
    }

    @Test
    void aSecondZapierRecordForOneServiceAndWindowIsSetAsideWithAReasonAndHealsWhenMoved() {
        stack.serve();
        var limits = stack.table("rate_limits");
        limits.create(LIMIT);
        stack.awaitAgreement();

        var second = limits.create(LIMIT);

        assertThat(stack.awaitParked("rate_limits")).contains("service_name").contains("window_start");
        assertThat(stack.supabase().count("rate_limits")).isOne();
        limits.update(second.id(), Map.of("window_start", "2026-01-01T01:00:00Z"));
        stack.awaitAgreement();
        assertThat(stack.supabase().count("rate_limits")).isEqualTo(2);
    }

    private void assertOneLimit(String id, String record) {
        assertThat(stack.supabase().ids("rate_limits")).containsExactly(id);
        assertThat(stack.table("rate_limits").records())
                .extracting(found -> found.id())
                .containsExactly(record);
    }

    private void tellBoth(String mapping, String id, String record, boolean supabaseFirst) {
        Hint supabase = new Hint.SupabaseRow(mapping, id);
        Hint zapier = new Hint.ZapierRecord(mapping, record, Optional.empty());
        stack.tell(supabaseFirst ? supabase : zapier);
        stack.tell(supabaseFirst ? zapier : supabase);
    }
}
