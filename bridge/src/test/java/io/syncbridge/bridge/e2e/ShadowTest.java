package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.shadow.Decision;
import io.syncbridge.bridge.shadow.Memories;
import io.syncbridge.bridge.shadow.Shadow;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.webhooks.Hint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code start --shadow} decides as the bridge does and writes nothing anywhere, with and without the right to. */
@Execution(ExecutionMode.CONCURRENT)
final class ShadowTest {

    @TempDir
    private Path directory;

    @Test
    void itTellsWhatTheBridgeThenDoesAndWritesNothing() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            String id = agreed(stack);
            String both = agreed(stack);
            SimTable jobs = stack.table("agent_jobs");
            jobs.update(record(stack, id), Map.of("status", "running"));
            jobs.update(record(stack, both), Map.of("status", "failed", "error_message", "a secret"));
            stack.supabase().update("agent_jobs", both, "status", "running");
            SimRecord made = jobs.create(Map.of("job_type", "manual", "status", "queued"));
            String fresh = stack.supabase().insertJob("queued");
            Map<String, String> before = everything(stack);
            long rows = stack.rowsWritten();
            long writes = stack.zapier().counts().writes();

            Map<String, JsonNode> told = decisions(shadow(stack.environment()));

            assertThat(of(told, id).path("rule").asText()).isEqualTo("changed_in_zapier");
            assertThat(of(told, id).path("winner").asText()).isEqualTo("zapier_tables");
            assertThat(of(told, id).path("supabase").toString()).contains("status");
            assertThat(of(told, id).path("zapier")).isEmpty();
            assertThat(of(told, both).path("rule").asText()).isEqualTo("conflict_supabase_wins");
            assertThat(of(told, fresh).path("rule").asText()).isEqualTo("created_in_supabase");
            assertThat(told).hasSize(4);
            assertThat(told.toString()).doesNotContain("a secret");
            assertThat(everything(stack)).isEqualTo(before);
            assertThat(stack.rowsWritten()).isEqualTo(rows);
            assertThat(stack.zapier().counts().writes()).isEqualTo(writes);

            // Another policy, tried on the same state.
            Map<String, String> other = new HashMap<>(stack.environment());
            other.putAll(Setup.usual()
                    .withMapping("agent_jobs", "policy: newest-wins", "policy: zapier-wins")
                    .settings());
            Map<String, JsonNode> tried = decisions(shadow(other));
            assertThat(of(tried, both).path("rule").asText()).isEqualTo("conflict_policy_zapier");
            assertThat(of(tried, both).path("winner").asText()).isEqualTo("zapier_tables");

            // The real one does what was told.
            Verb repaired =
                    Verb.run(stack.environment(), directory, "verify", "agent_jobs", "--repair", "--wait", "1s");
            assertThat(repaired.code()).as(repaired.err()).isEqualTo(3);
            assertThat(stack.bridge().drain()).isPositive();
            assertThat(stack.audit().about(id).entries().getLast().text("rule")).isEqualTo("changed_in_zapier");
            assertThat(stack.audit().about(both).entries().getLast().text("rule"))
                    .isEqualTo("conflict_supabase_wins");
            assertThat(jobs.find(made.id()).flatMap(one -> jobs.text(one, "id")))
                    .isPresent();
            Verb rest = shadow(stack.environment());
            assertThat(decisions(rest)).isEmpty();
        }
    }

    @Test
    void aRoleThatMayOnlyReadSuffices() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            String id = agreed(stack);
            stack.table("agent_jobs").update(record(stack, id), Map.of("status", "running"));
            String role = "reader_" + UUID.randomUUID().toString().substring(0, 8);
            stack.database()
                    .execute("create role " + role + " login; grant select on all tables in schema public to " + role);
            try {
                Map<String, String> reader = new HashMap<>(stack.environment());
                reader.put("DATABASE_URL", stack.database().jdbcUrl().replace("user=postgres", "user=" + role));
                assertThat(reader.get("DATABASE_URL")).contains(role);

                Verb without = shadow(reader);
                assertThat(without.code()).as(without.err()).isZero();
                assertThat(without.err()).contains("agent_jobs: nothing is known of what both sides agreed on");
                assertThat(of(decisions(without), id).path("rule").asText()).startsWith("conflict_");

                stack.database()
                        .execute("grant usage on schema bridge to " + role
                                + "; grant select on all tables in schema bridge to " + role + "; alter role " + role
                                + " bypassrls");
                Verb with = shadow(reader);
                assertThat(with.err()).doesNotContain("nothing is known");
                assertThat(of(decisions(with), id).path("rule").asText()).isEqualTo("changed_in_zapier");
            } finally {
                stack.database().execute("drop owned by " + role + "; drop role " + role);
            }
        }
    }

    private static JsonNode of(Map<String, JsonNode> decisions, String record) {
        return Optional.ofNullable(decisions.get(record))
                .orElseThrow(() -> new AssertionError("nothing about " + record + " in " + decisions));
    }

    @Test
    void aDecisionIsToldOnceUntilSomethingChanges() throws Exception {
        try (TestStack stack = TestStack.resting();
                BothSides sides =
                        BothSides.reading(stack.config(), stack.bridge().database())) {
            String id = agreed(stack);
            Link link = stack.link("agent_jobs");
            Shadow shadow = new Shadow(
                    link, sides.database(), sides.zapier(), Memories.of(link.mapping(), sides.database()), () -> false);
            List<Decision> told = new ArrayList<>();
            assertThat(shadow.look(told::add).rules()).containsEntry(Decision.EQUAL, 1L);
            assertThat(told).isEmpty();

            stack.supabase().update("agent_jobs", id, "status", "running");
            assertThat(shadow.look(told::add).fresh()).isOne();
            assertThat(shadow.look(told::add).fresh()).isZero();
            stack.supabase().update("agent_jobs", id, "status", "failed");
            assertThat(shadow.look(told::add).fresh()).isOne();
            assertThat(told).hasSize(2).allSatisfy(decision -> {
                assertThat(decision.rule()).isEqualTo("changed_in_supabase");
                assertThat(decision.zapier()).contains("status");
                assertThat(decision.supabase()).isEmpty();
            });
        }
    }

    @Test
    void itLooksAgainAndAgainUntilItIsStopped() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            String id = agreed(stack);
            Path out = directory.resolve("out");
            Process process = Verb.start(
                    stack.environment(),
                    directory,
                    out,
                    directory.resolve("err"),
                    "start",
                    "--shadow",
                    "--every",
                    "1s");
            Eventually.until(
                    "it has looked once",
                    Duration.ofSeconds(60),
                    () -> read(out).contains("agent_jobs: 1 records, 1 equal"));
            stack.table("agent_jobs").update(record(stack, id), Map.of("status", "running"));
            Eventually.until(
                    "it has seen the edit",
                    Duration.ofSeconds(60),
                    () -> read(out).contains(id + "  changed in zapier, zapier wins; would write to Supabase: status"));
            process.destroy();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("queued");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** A record that both sides hold and that the bridge knows. */
    private static String agreed(TestStack stack) {
        String id = stack.supabase().insertJob("queued");
        stack.tell(new Hint.SupabaseRow("agent_jobs", id));
        assertThat(stack.bridge().drain()).isPositive();
        return id;
    }

    private static String record(TestStack stack, String id) {
        return stack.table("agent_jobs").recordsWhere("id", id).getFirst().id();
    }

    private Verb shadow(Map<String, String> environment) throws Exception {
        Verb verb = Verb.run(environment, directory, "start", "--shadow", "--once", "--json");
        assertThat(verb.code()).as(verb.err()).isZero();
        return verb;
    }

    private static Map<String, JsonNode> decisions(Verb verb) {
        Map<String, JsonNode> all = new TreeMap<>();
        for (String line : verb.out().lines().toList()) {
            JsonNode node = JsonText.parse(line).orElseThrow(() -> new AssertionError("no JSON: " + line));
            if (node.path("kind").asText().equals("decision")) {
                all.put(node.path("record").asText(), node);
            }
        }
        return all;
    }

    /** All tables of the bridge's own schema and the user's, and both sides' records, as comparable text. */
    private static Map<String, String> everything(TestStack stack) {
        Map<String, String> all = new TreeMap<>();
        List<String> tables = stack
                .database()
                .rows("select table_schema || '.' || table_name as name from information_schema.tables"
                        + " where table_schema in ('bridge', 'public') and table_type = 'BASE TABLE'"
                        // The running bridge beside it adds to its chart a second after it worked.
                        + " and table_name <> 'lag_minute'")
                .stream()
                .map(row -> String.valueOf(row.get("name")))
                .toList();
        assertThat(tables).contains("bridge.sync_record", "bridge.zapier_budget", "public.audit_log");
        for (String table : tables) {
            all.put(
                    table,
                    String.valueOf(stack.database()
                            .scalar(
                                    "select coalesce(string_agg(t.xmin::text || t::text, E'\\n' order by t::text), '') from "
                                            + table + " t")));
        }
        for (String table : TestStack.TWO_WAY) {
            all.put("zapier " + table, stack.table(table).records().toString());
        }
        return all;
    }
}
