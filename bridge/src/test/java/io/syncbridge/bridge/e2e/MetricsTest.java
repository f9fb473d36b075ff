package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.syncbridge.fixtures.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a running bridge exports is what the page, the dashboard file and the alert rules speak of. */
@Execution(ExecutionMode.CONCURRENT)
final class MetricsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"(?:\\\\.|[^\"])*\"");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)(?:\\{([a-z_,]+)})?` \\|.*");
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

    @Test
    void thePageTheDashboardAndTheRulesNameWhatABridgeExports() throws Exception {
        try (TestStack stack = TestStack.start(Setup.usual().withSettings(Map.of("BRIDGE_VERIFY_INTERVAL", "1s")))) {
            work(stack);
            Map<String, Set<String>> exported = exported(scrape(stack, "text/plain"));

            assertThat(families(exported)).isEqualTo(documented());
            List<String> expressions = expressions();
            assertThat(expressions).hasSizeGreaterThan(25);
            for (String expression : expressions) {
                assertKnown(expression, exported);
            }
            assertThat(scrape(stack, "application/openmetrics-text; version=1.0.0"))
                    .containsPattern("bridge_sync_lag_seconds_bucket\\{.*} \\d+.* # \\{.*sync_id=\"[0-9a-f-]{36}\"")
                    .endsWith("# EOF\n");
        }
    }

    @Test
    void theTokenizerFindsNamesAndLabels() {
        PromQl found =
                PromQl.of("sum by (le, a) (rate(x_total{b=\"by (c)\",d=~\"e|f\"}[5m])) / max(y) > 0.05 * abs(z)");
        assertThat(found.groupedBy()).containsExactly("a", "le");
        assertThat(found.selected())
                .containsExactly(
                        new PromQl.Selected("x_total", Set.of("b", "d")),
                        new PromQl.Selected("y", Set.of()),
                        new PromQl.Selected("z", Set.of()));
    }

    private static void work(TestStack stack) {
        var jobs = stack.table("agent_jobs");
        String id = stack.supabase().insertJob("queued");
        jobs.create(Map.of("job_type", "manual", "status", "queued"));
        jobs.create(Map.of("job_type", "manual", "status", "queued", "parameters", "{oops"));
        stack.awaitQuiet();
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier().faults().beforeNext("GET", record, () -> jobs.update(record, Map.of("status", "failed")));
        stack.supabase().update("agent_jobs", id, "status", "running");
        stack.awaitQuiet();
        Eventually.until(
                "it was verified, and clocks and feeds were looked at",
                Duration.ofSeconds(90),
                () -> !stack.database()
                                .rows("select 1 from bridge.verification where complete_at is not null")
                                .isEmpty()
                        && !stack.database().rows("select 1 from bridge.feed").isEmpty()
                        && !stack.database()
                                .rows("select 1 from bridge.clock_skew")
                                .isEmpty());
    }

    private static void assertKnown(String expression, Map<String, Set<String>> exported) {
        PromQl query = PromQl.of(expression);
        assertThat(query.selected()).as(expression).isNotEmpty();
        for (PromQl.Selected selected : query.selected()) {
            assertThat(exported).as(expression).containsKey(selected.metric());
            Set<String> labels = exported.getOrDefault(selected.metric(), Set.of());
            assertThat(labels).as(expression).containsAll(selected.labels()).containsAll(query.groupedBy());
        }
    }

    private static List<String> expressions() throws Exception {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard =
                new JsonMapper().readTree(Files.readString(ROOT.resolve("deploy/grafana/sync-bridge.json")));
        dashboard.path("panels").forEach(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("description").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
        });
        JsonNode rules =
                new YAMLMapper().readTree(Files.readString(ROOT.resolve("deploy/prometheus/sync-bridge.rules.yaml")));
        rules.path("groups").path(0).path("rules").forEach(rule -> {
            assertThat(rule.path("annotations").path("description").asText()).isNotEmpty();
            expressions.add(rule.path("expr").asText());
        });
        return expressions;
    }

    private static Map<String, Set<String>> exported(String page) {
        Map<String, Set<String>> exported = new TreeMap<>();
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Set<String> labels = exported.computeIfAbsent(sample.group(1), any -> new TreeSet<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.add(label.group(1));
            }
        });
        return exported;
    }

    /** Parts of one histogram or summary under its one name; the bound of a bucket is no label of ours. */
    private static Map<String, Set<String>> families(Map<String, Set<String>> exported) {
        Map<String, Set<String>> families = new TreeMap<>();
        exported.forEach((name, labels) -> {
            Set<String> own = families.computeIfAbsent(PART.matcher(name).replaceFirst(""), any -> new TreeSet<>());
            own.addAll(labels);
            own.remove("le");
        });
        return families;
    }

    private static Map<String, Set<String>> documented() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        Files.readString(ROOT.resolve("docs/metrics.md")).lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(
                        row.group(1),
                        row.group(2) == null
                                ? Set.of()
                                : new TreeSet<>(List.of(row.group(2).split(","))));
            }
        });
        return documented;
    }

    private static String scrape(TestStack stack, String accept) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port() + "/metrics"))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(accept.replaceFirst(";.*", ""));
        return answer.body();
    }
}
