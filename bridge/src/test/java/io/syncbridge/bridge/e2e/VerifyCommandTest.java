package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code bridgectl verify} as a script uses it: exit codes, JSON, repair by a running bridge. */
@Execution(ExecutionMode.CONCURRENT)
final class VerifyCommandTest {

    @TempDir
    private Path directory;

    @Test
    void repairSettlesWhatDiffersAndSaysWhatIsLeft() throws Exception {
        try (TestStack stack = TestStack.start()) {
            SimTable jobs = stack.table("agent_jobs");
            List<SimRecord> records = jobs.createAll(IntStream.range(0, 12)
                    .mapToObj(i -> Map.of("job_type", "manual", "status", "queued", "retry_count", i))
                    .toList());
            stack.awaitAgreement();

            Verb equal = verify(stack);
            assertThat(equal.code()).as(equal.err()).isZero();
            assertThat(equal.out()).contains("agent_jobs: equal  (12 rows, 12 Zapier records", "audit_log: equal");

            stack.silence();
            jobs.update(records.get(0).id(), Map.of("status", "running"));
            stack.database().update("update agent_jobs set error_message = 'a secret' where retry_count = 5");
            SimRecord fresh = jobs.create(Map.of("job_type", "manual", "status", "queued"));
            String onlyRow = stack.supabase().insertJob("queued");
            SimRecord bad =
                    jobs.create(Map.of("job_type", "manual", "status", "queued", "retry_count", new BigDecimal("1.5")));

            Verb repaired = verify(stack, "agent_jobs", "--repair", "--json");
            assertThat(repaired.code()).as(repaired.err()).isEqualTo(3);
            JsonNode left = document(repaired).path("tables").path(0);
            assertThat(left.path("differing").asInt()).isOne();
            JsonNode parked = left.path("differences").path(0);
            assertThat(parked.path("record").asText()).isEqualTo(bad.id());
            assertThat(parked.path("state").asText()).isEqualTo("parked");
            assertThat(parked.path("reason").asText()).contains("retry_count");
            assertThat(jobs.find(fresh.id()).flatMap(record -> jobs.text(record, "id")))
                    .isPresent();
            assertThat(jobs.recordsWhere("id", onlyRow)).hasSize(1);
            assertThat(jobs.recordsWhere("error_message", "a secret")).hasSize(1);
            assertThat(stack.supabase().count("agent_jobs")).isEqualTo(14);

            jobs.update(bad.id(), Map.of("retry_count", 1));
            Verb healed = verify(stack, "agent_jobs", "--repair");
            assertThat(healed.code()).as(healed.out()).isZero();
            Verb status = Verb.run(stack.environment(), directory, "status", "--json");
            assertThat(document(status).path("verified")).anySatisfy(table -> {
                assertThat(table.path("table").asText()).isEqualTo("agent_jobs");
                assertThat(table.path("differing").asInt(-1)).isZero();
                assertThat(table.path("zapier_records").asInt()).isEqualTo(15);
            });
        }
    }

    @Test
    void withoutABridgeRepairSaysSoAndStartOnceDoesTheRest() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            String id = stack.supabase().insertJob("queued");

            Verb left = verify(stack, "agent_jobs", "--repair", "--wait", "1s");
            assertThat(left.code()).as(left.err()).isEqualTo(3);
            assertThat(left.out())
                    .contains(id + "  is missing in Zapier  due, but nobody took it up")
                    .contains("./bridgectl start --once");

            Verb once = Verb.run(stack.environment(), directory, "start", "--once");
            assertThat(once.code()).as(once.err()).isZero();
            Verb equal = verify(stack, "agent_jobs");
            assertThat(equal.code()).as(equal.out()).isZero();
        }
    }

    @Test
    void differencesAreNamedWithoutValuesUnlessTheyAreAskedFor() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            String id = stack.supabase().insertJob("queued");
            stack.table("agent_jobs").create(Map.of("id", id, "job_type", "discovery", "status", "failed"));

            Verb plain = verify(stack, "agent_jobs");
            assertThat(plain.code()).isEqualTo(3);
            assertThat(plain.out()).contains(id + "  differs in ", "status").doesNotContain("failed");
            Verb shown = verify(stack, "agent_jobs", "--values");
            assertThat(shown.out()).contains("status  Supabase \"queued\"  Zapier \"failed\"");

            Verb json = verify(stack, "--json");
            assertThat(json.code()).isEqualTo(3);
            JsonNode table = document(json).path("tables").path(0);
            assertThat(document(json).path("equal").asBoolean(true)).isFalse();
            assertThat(document(json).path("tables")).hasSize(4);
            assertThat(table.path("table").asText()).isEqualTo("agent_jobs");
            assertThat(table.path("complete").asBoolean()).isTrue();
            assertThat(table.path("fields").path("status").asInt()).isOne();
            assertThat(table.path("differences").path(0).path("kind").asText()).isEqualTo("fields");
            assertThat(json.out()).doesNotContain("failed");

            Verb status = Verb.run(stack.environment(), directory, "status");
            assertThat(status.code()).isEqualTo(3);
            assertThat(status.out()).contains("agent_jobs: 1 records differed when both sides were compared last");
        }
    }

    @Test
    void whatCouldNotBeComparedEndsWith1AndMistakesWith2() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            stack.zapier().faults().next("POST", "/records/query", Fault.status(503));
            Verb broken = verify(stack, "rate_limits");
            assertThat(broken.code()).isEqualTo(1);
            assertThat(broken.err()).contains("rate_limits: not compared, which proves nothing: Zapier's records");

            Verb mistake = verify(stack, "nowhere");
            assertThat(mistake.code()).isEqualTo(2);
            assertThat(mistake.err()).contains("there is no table 'nowhere'; there are: agent_jobs");

            Map<String, String> wrongToken = new HashMap<>(stack.environment());
            wrongToken.put("ZAPIER_CREDENTIALS_CLIENT_SECRET", "wrong-secret");
            Verb refused = Verb.run(wrongToken, directory, "verify", "rate_limits");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).doesNotContain("wrong-secret").doesNotContain("\tat ");
        }
    }

    private Verb verify(TestStack stack, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "verify";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Verb.run(stack.environment(), directory, all);
    }

    private static JsonNode document(Verb verb) {
        return JsonText.parse(verb.out()).orElseThrow(() -> new AssertionError("no JSON: " + verb.out() + verb.err()));
    }
}
