package io.syncbridge.micro;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.JsonText;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.codec.MemoryJson;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one agent_jobs record costs in the pure core: a change of one field, made in Zapier. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecordBenchmark {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final FieldValue KEY = new FieldValue.Text("00000000-0000-4000-8000-000000000001");

    private TableMapping mapping;
    private ZapierJson codec;
    private Reconciler reconciler;
    private JsonNode edited;
    private String answer;
    private Row row;
    private Memory memory;
    private String kept;

    /** Both sides agreed on a record; then its status was changed in Zapier. */
    @Setup
    public void agreed() throws IOException {
        mapping = shipped("agent_jobs");
        Map<String, ZapierField> fields = new HashMap<>();
        int number = 1;
        for (FieldMapping field : mapping.fields()) {
            fields.put(field.name(), new ZapierField("f" + number++, "text"));
        }
        codec = new ZapierJson(mapping, fields);
        answer = json(fields, "running");
        edited = JsonText.parse(answer).orElseThrow();
        row = codec.decode(JsonText.parse(json(fields, "queued")).orElseThrow()).row();
        memory = Memory.NOTHING.agreedOn(row, NOW, NOW);
        kept = MemoryJson.write(memory);
        reconciler = new Reconciler(mapping);
        if (!decodeHashReconcile().writesSupabase()) {
            throw new IllegalStateException("the change was not seen");
        }
    }

    /** The target: below 10 microseconds. */
    @Benchmark
    public Plan decodeHashReconcile() {
        Row shown = codec.decode(edited).row();
        if (ContentHash.of(mapping, shown).isEmpty()) {
            throw new IllegalStateException("no hash");
        }
        return reconciled(shown);
    }

    @Benchmark
    public Row decode() {
        return codec.decode(edited).row();
    }

    @Benchmark
    public JsonNode parseAnswer() {
        return JsonText.parse(answer).orElseThrow();
    }

    @Benchmark
    public String hash() {
        return ContentHash.of(mapping, row);
    }

    @Benchmark
    public Plan reconcile() {
        return reconciled(codec.decode(edited).row());
    }

    @Benchmark
    public Memory readMemory() {
        return MemoryJson.read(mapping, kept);
    }

    @Benchmark
    public String writeMemory() {
        return MemoryJson.write(memory);
    }

    private Plan reconciled(Row shown) {
        return reconciler.decide(
                KEY,
                memory,
                new SupabaseState.Present(row, NOW),
                new ZapierState.Present("01JAAAAAAAAAAAAAAAAAAAAAAA", shown, NOW.plusSeconds(5)),
                List.of(),
                NOW.plusSeconds(6),
                Optional.empty());
    }

    private static TableMapping shipped(String name) throws IOException {
        try (InputStream yaml = RecordBenchmark.class.getResourceAsStream("/mappings/" + name + ".yaml")) {
            String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
            return ((MappingResult.Good) MappingYaml.read(name, text)).mapping();
        }
    }

    private static String json(Map<String, ZapierField> fields, String status) {
        Map<String, String> values = Map.of(
                "id", "\"00000000-0000-4000-8000-000000000001\"",
                "job_type", "\"discovery\"",
                "status", "{\"value\":\"" + status + "\",\"label\":\"" + status + "\"}",
                "parameters", "\"{\\\"query\\\":\\\"dentists in Leeds\\\",\\\"pages\\\":[1,2,3]}\"",
                "retry_count", "3",
                "created_at", "\"2026-01-01T00:00:00Z\"");
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, field) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(field.key())
                .append("\":")
                .append(values.getOrDefault(name, "null")));
        return json.append('}').toString();
    }
}
