package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZapierJsonTest {
    private static final TableMapping JOBS = ShippedMapping.named("agent_jobs");

    /** The fields of the agent_jobs table as users have it, with made-up keys f1, f2, … in the mapping's order. */
    private static final ZapierJson CODEC = codec(JOBS, AgentTables.agentJobs());

    private static ZapierJson codec(TableMapping mapping, List<SimField.Spec> table) {
        Map<String, ZapierField> fields = new HashMap<>();
        int number = 1;
        for (FieldMapping field : mapping.fields()) {
            String key = "f" + number++;
            table.stream()
                    .filter(spec -> spec.name().equals(field.zapierField()))
                    .findFirst()
                    .ifPresent(spec -> fields.put(
                            field.name(), new ZapierField(key, spec.type().wireName())));
        }
        return new ZapierJson(mapping, fields);
    }

    private static Decoded decode(String data) {
        return CODEC.decode(tree(data));
    }

    private static JsonNode tree(String json) {
        return JsonText.parse(json).orElseThrow();
    }

    @Test
    void everyFieldOfTheFourTablesIsFound() {
        assertThat(CODEC.fields()).hasSameSizeAs(JOBS.fields());
        assertThat(codec(ShippedMapping.named("agent_decisions"), AgentTables.agentDecisions())
                        .fields())
                .hasSameSizeAs(ShippedMapping.named("agent_decisions").fields());
        assertThat(codec(ShippedMapping.named("rate_limits"), AgentTables.rateLimits())
                        .fields())
                .hasSameSizeAs(ShippedMapping.named("rate_limits").fields());
        assertThat(codec(ShippedMapping.named("audit_log"), AgentTables.auditLog())
                        .fields())
                .hasSameSizeAs(ShippedMapping.named("audit_log").fields());
    }

    @Test
    void unwrapsDropdownsAndLinks() {
        assertThat(value("{\"f3\":{\"value\":\"queued\",\"label\":\"Queued\"}}", "status"))
                .isEqualTo(new FieldValue.Text("queued"));
        assertThat(value("{\"f3\":{\"value\":\"queued\"}}", "status")).isEqualTo(new FieldValue.Text("queued"));
        assertThat(value("{\"f4\":{\"link\":\"https://a.example\",\"text\":\"A\"}}", "initiated_by"))
                .isEqualTo(new FieldValue.Text("https://a.example"));
        assertThat(value("{\"f3\":{\"value\":null,\"label\":null}}", "status")).isEqualTo(FieldValue.empty());
        assertThat(value("{\"f3\":{}}", "status")).isEqualTo(FieldValue.empty());
    }

    @Test
    void anObjectThatIsNoCellIsRefused() {
        assertThat(decode("{\"f4\":{\"value\":\"x\",\"other\":1}}").problems())
                .extracting(FieldProblem::field)
                .containsExactly("initiated_by");
    }

    @Test
    void aLeftOutCellIsEmptyInARecordAndUnknownInAnEvent() {
        JsonNode data = tree("{\"f3\":null,\"unmapped\":7}");

        assertThat(CODEC.decode(data).row().has("error_message")).isTrue();
        assertThat(CODEC.decodeStated(data).row()).isEqualTo(Row.of(Map.of("status", FieldValue.empty())));
    }

    @Test
    void everyUnreadableCellIsNamed() {
        Decoded decoded = decode("{\"f3\":\"done\",\"f6\":\"{\",\"f9\":1.5}");

        assertThat(decoded.isWhole()).isFalse();
        assertThat(decoded.problems())
                .extracting(FieldProblem::field)
                .containsExactly("status", "parameters", "retry_count");
    }

    @Test
    void anEmptyValueIsSentAsNullNotAsEmptyText() {
        JsonNode sent =
                CODEC.encode(Row.of(Map.of("status", FieldValue.empty(), "initiated_by", new FieldValue.Text(""))));

        assertThat(sent.get("f3").isNull()).isTrue();
        assertThat(sent.get("f4").isNull()).isTrue();
    }

    @Test
    void numbersAreSentAsNumbersAndJsonAsTextWhereTheCellHoldsText() {
        JsonNode sent = CODEC.encode(Row.of(Map.of(
                "retry_count", new FieldValue.Numeric(new BigDecimal("1E+2")),
                "parameters", new FieldValue.Json("{\"a\":1}"))));

        assertThat(sent.get("f9").isNumber()).isTrue();
        assertThat(sent.get("f9").intValue()).isEqualTo(100);
        assertThat(sent.get("f6").textValue()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aFieldThatTheTableDoesNotHaveIsNeverWritten() {
        ZapierJson poorer = new ZapierJson(JOBS, Map.of("id", new ZapierField("f1", "uuid")));

        assertThat(poorer.encode(Row.of(Map.of("status", new FieldValue.Text("queued")))))
                .isEmpty();
    }

    private static FieldValue value(String data, String field) {
        Decoded decoded = decode(data);
        assertThat(decoded.problems()).isEmpty();
        return decoded.row().get(field);
    }
}
