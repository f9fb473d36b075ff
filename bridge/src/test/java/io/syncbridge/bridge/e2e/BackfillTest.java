package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code bridgectl backfill}: what both sides had before the bridge came. */
@Execution(ExecutionMode.CONCURRENT)
final class BackfillTest {

    @TempDir
    private Path directory;

    @Test
    void everyRecordIsOnBothSidesOnceAndASecondRunChangesNothing() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimTable jobs = stack.table("agent_jobs");
            List<String> equal = IntStream.range(0, 30)
                    .mapToObj(i -> bothSides(stack, "queued", "queued"))
                    .toList();
            List<String> rows = IntStream.range(0, 25)
                    .mapToObj(i -> stack.supabase().insertJob("queued"))
                    .toList();
            List<SimRecord> keyed = jobs.createAll(IntStream.range(0, 20)
                    .mapToObj(i -> job(UUID.randomUUID().toString(), "running", i))
                    .toList());
            List<SimRecord> keyless = jobs.createAll(IntStream.range(0, 15)
                    .mapToObj(i -> Map.of("job_type", "manual", "status", "queued", "retry_count", i))
                    .toList());
            String differing = bothSides(stack, "queued", "failed");
            SimRecord copied = jobs.create(job(equal.getFirst(), "completed", 0));
            SimRecord bad = jobs.create(Map.of("job_type", "manual", "status", "no such status"));

            JsonNode dry =
                    backfill(stack, 0, "agent_jobs", "--dry-run").path("tables").path(0);
            assertThat(dry.path("equal").asLong()).isEqualTo(30);
            assertThat(dry.path("to_zapier").asLong()).isEqualTo(25);
            assertThat(dry.path("to_supabase").asLong()).isEqualTo(20);
            assertThat(dry.path("without_key").asLong()).isEqualTo(15);
            assertThat(dry.path("zapier_wins").asLong()
                            + dry.path("supabase_wins").asLong())
                    .isEqualTo(1);
            assertThat(dry.path("duplicate").asLong()).isEqualTo(1);
            assertThat(dry.path("unreadable").asLong() + dry.path("refused").asLong())
                    .isEqualTo(1);
            assertThat(dry.path("samples").toString())
                    .contains(differing + " (status")
                    .doesNotContain("failed");
            assertThat(stack.rowsWritten() + stack.recordsWritten()).isZero();
            assertThat(stack.database().rows("select 1 from bridge.sync_record"))
                    .isEmpty();
            assertThat(stack.database().rows("select 1 from bridge.backfill")).isEmpty();

            JsonNode done = backfill(stack, 3, "agent_jobs").path("tables").path(0);
            assertThat(done.path("parked").asLong()).as(done.toString()).isEqualTo(1);
            assertThat(done.path("pending").asLong()).isZero();
            assertThat(done.path("only_in_supabase").asLong()).isEqualTo(25);
            assertThat(done.path("linked").asLong()
                            + done.path("inserted_in_bulk").asLong())
                    .isBetween(60L, 66L);
            jobs.delete(bad.id());
            assertThat(stack.verified("agent_jobs").differences()).isEmpty();
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(30 + 25 + 20 + 15 + 1 + 1);
            assertThat(jobs.records()).hasSize(30 + 25 + 20 + 15 + 1 + 1);
            rows.forEach(id -> assertThat(jobs.recordsWhere("id", id)).hasSize(1));
            assertThat(jobs.find(copied.id()).flatMap(record -> jobs.text(record, "id")))
                    .isPresent()
                    .hasValueSatisfying(id -> assertThat(id).isNotEqualTo(equal.getFirst()));
            // One audit row for each change, none for what was equal.
            List<String> synced = stack.audit().called("agent_job_synced").entries().stream()
                    .map(AuditRows.Entry::resource)
                    .toList();
            assertThat(synced).doesNotContainAnyElementsOf(equal.subList(1, equal.size()));
            assertThat(synced).containsAll(rows);
            for (SimRecord record : keyed) {
                assertThat(stack.audit()
                                .about(jobs.text(record, "id").orElseThrow())
                                .actions())
                        .containsExactly("agent_job_synced");
            }
            for (SimRecord record : keyless) {
                String id = jobs.find(record.id())
                        .flatMap(now -> jobs.text(now, "id"))
                        .orElseThrow();
                AuditRows.Entry entry = stack.audit().about(id).only();
                assertThat(entry.text("sync_direction")).isEqualTo("tables_to_supabase");
                assertThat(entry.text("rule")).isEqualTo("created_in_zapier");
                assertThat(entry.changedTo("status")).isEqualTo("queued");
                assertThat(entry.metadata().path("lag_ms").isNumber()).isTrue();
            }
            // What the database made of a new row is known in Zapier.
            assertThat(jobs.find(keyless.getFirst().id()).flatMap(now -> jobs.text(now, "created_at")))
                    .isPresent();

            long written = stack.rowsWritten() + stack.recordsWritten();
            int told = stack.audit().entries().size();
            JsonNode again = backfill(stack, 3, "agent_jobs").path("tables").path(0);
            assertThat(again.path("known").asLong()).isEqualTo(jobs.records().size());
            assertThat(again.path("resumed").asBoolean(true)).isFalse();
            assertThat(stack.rowsWritten() + stack.recordsWritten()).isEqualTo(written);
            assertThat(stack.audit().entries()).hasSize(told);
        }
    }

    @Test
    void aNaturalKeyUnderTwoIdsIsOneRecord() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            Map<String, Object> limit = Map.of(
                    "service_name", "apollo",
                    "window_start", "2026-01-01T00:00:00Z",
                    "quota_limit", 10,
                    "reset_at", "2026-01-01T01:00:00Z");
            String row = "11111111-0000-4000-8000-000000000001";
            stack.database()
                    .execute("insert into rate_limits (id, service_name, window_start, quota_limit, reset_at) values ('"
                            + row + "', 'apollo', '2026-01-01 00:00:00Z', 10, '2026-01-01 01:00:00Z')");
            Map<String, Object> inZapier = new HashMap<>(limit);
            inZapier.put("id", UUID.randomUUID().toString());
            SimRecord unused = stack.table("rate_limits").create(inZapier);
            Verb done = Verb.run(stack.environment(), directory, "backfill", "rate_limits");
            assertThat(done.code()).as(done.out() + done.err()).isZero();
            assertThat(stack.supabase().ids("rate_limits")).containsExactly(row);
            assertThat(stack.table("rate_limits").records()).hasSize(1);
            assertThat(stack.table("rate_limits").recordsWhere("id", row)).hasSize(1);
        }
    }

    @Test
    void theAuditLogOnlyReceives() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimTable log = stack.table("audit_log");
            List<SimRecord> records = log.createAll(IntStream.range(0, 40)
                    .mapToObj(i -> Map.of(
                            "actor", "a person", "actor_type", "human", "action", "looked", "resource_type", "lead"))
                    .toList());
            assertThat(backfill(stack, 0, "audit_log")
                            .path("tables")
                            .path(0)
                            .path("inserted_in_bulk")
                            .asLong())
                    .isEqualTo(40);
            assertThat(stack.database().rows("select 1 from audit_log where actor = 'a person'"))
                    .hasSize(40);
            assertThat(backfill(stack, 0, "audit_log")
                            .path("tables")
                            .path(0)
                            .path("known")
                            .asLong())
                    .isEqualTo(40);
            assertThat(stack.database().rows("select 1 from audit_log")).hasSize(40);
            assertThat(new HashSet<>(log.records())).hasSize(records.size());
        }
    }

    @Test
    void oneThatTheDatabaseRefusesHoldsUpNoOther() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            stack.database()
                    .execute(
                            "alter table agent_jobs add constraint no_thirteen check (retry_count is distinct from 13)");
            stack.table("agent_jobs")
                    .createAll(IntStream.range(0, 40)
                            .mapToObj(i -> job(UUID.randomUUID().toString(), "queued", i))
                            .toList());
            JsonNode done = backfill(stack, 3, "agent_jobs").path("tables").path(0);
            assertThat(done.path("inserted_in_bulk").asLong()).isEqualTo(39);
            assertThat(done.path("parked").asLong()).isEqualTo(1);
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(39);
        }
    }

    @Test
    void liveChangesGoOnBesideIt() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            SimTable jobs = stack.table("agent_jobs");
            List<SimRecord> records = jobs.createAll(IntStream.range(0, 300)
                    .mapToObj(i -> job(UUID.randomUUID().toString(), "queued", i))
                    .toList());
            IntStream.range(0, 100).forEach(i -> stack.supabase().insertJob("queued"));
            Thread user = Thread.ofVirtual().start(() -> {
                for (SimRecord record : records.subList(0, 60)) {
                    jobs.update(record.id(), Map.of("status", "running"));
                }
            });
            stack.serve();
            Verb done = Verb.run(stack.environment(), directory, "backfill", "agent_jobs");
            user.join();
            stack.awaitQuiet();
            assertThat(done.code()).as(done.out() + done.err()).isIn(0, 3); // live changes may be due at its end
            stack.awaitAgreement();
            assertThat(stack.parked("agent_jobs")).isEmpty();
            assertThat(jobs.records()).hasSize(400);
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(400);
        }
    }

    private JsonNode backfill(TestStack stack, int code, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "backfill";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--json";
        Verb verb = Verb.run(stack.environment(), directory, all);
        assertThat(verb.code()).as(verb.out() + verb.err()).isEqualTo(code);
        return JsonText.parse(verb.out()).orElseThrow();
    }

    private static Map<String, Object> job(String id, String status, int retries) {
        return Map.of("id", id, "job_type", "discovery", "status", status, "retry_count", retries);
    }

    /** One record on both sides, with all that the database filled in. */
    static String bothSides(TestStack stack, String inSupabase, String inZapier) {
        String id = stack.supabase().insertJob(inSupabase);
        Map<String, Object> row = new HashMap<>();
        stack.link("agent_jobs")
                .zapier()
                .encode(stack.bridge()
                        .database()
                        .transaction(tx -> stack.link("agent_jobs").supabase().find(tx, id))
                        .orElseThrow()
                        .content()
                        .row())
                .properties()
                .forEach(cell -> row.put(cell.getKey(), cell.getValue()));
        SimTable jobs = stack.table("agent_jobs");
        Map<String, Object> named = new HashMap<>();
        jobs.fields().forEach(field -> {
            Object value = row.get(jobs.key(field.name()));
            if (value instanceof JsonNode cell && !cell.isNull()) {
                named.put(field.name(), cell.isTextual() ? cell.asText() : cell);
            }
        });
        named.put("status", inZapier);
        SimRecord unused = jobs.create(named);
        return id;
    }
}
