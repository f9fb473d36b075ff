package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.DeadLetters;
import io.syncbridge.fixtures.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A value that somebody writes into one cell of a new Zapier record. Either the record waits for a person and the reason
 * names field and value, or the value arrives in Supabase as it should.
 *
 * @param expected what the column holds then, as text; empty when the record must be set aside
 */
record CellCase(String group, String table, String field, Object value, Optional<String> expected)
        implements InputCase {

    static CellCase refused(String table, String field, Object value) {
        return new CellCase("values that wait for a person", table, field, value, Optional.empty());
    }

    static CellCase taken(String table, String field, Object value, String expected) {
        return new CellCase("values that arrive", table, field, value, Optional.of(expected));
    }

    CellCase under(String heading) {
        return new CellCase(heading, table, field, value, expected);
    }

    @Override
    public String name() {
        return table + "." + field + " = " + shown(value.toString());
    }

    @Override
    public String tryOn(TestStack stack) {
        stack.awaitQuiet();
        StackState before = StackState.of(stack);
        Map<String, Object> cells = new HashMap<>(usual());
        cells.put(field, value);
        String record = stack.table(table).create(cells).id();
        return expected.isPresent() ? arrival(stack, record) : reason(stack, record, before);
    }

    private Map<String, Object> usual() {
        return table.equals("agent_jobs")
                ? Map.of("id", UUID.randomUUID().toString(), "job_type", "manual", "status", "queued")
                : Map.of(
                        "id", UUID.randomUUID().toString(),
                        "lead_id", SupabaseRows.NO_SUCH_LEAD,
                        "decision_type", "scoring",
                        "agent_name", "scorer",
                        "agent_type", "council",
                        "decision", "qualified");
    }

    private String reason(TestStack stack, String record, StackState before) {
        List<Object> bookkeeping = Eventually.value(
                "the record waits for a person",
                () -> stack
                        .database()
                        .rows("select id from bridge.sync_record where z_id = ? and parked_at is not null", record)
                        .stream()
                        .map(row -> java.util.Objects.requireNonNull(row.get("id")))
                        .toList(),
                rows -> rows.size() == 1);
        DeadLetters.Parked parked = stack.parked(table).stream()
                .filter(one -> bookkeeping.contains(one.id()))
                .findFirst()
                .orElseThrow();
        assertThat(parked.failure().fields()).as(parked.reason()).containsExactly(field);
        assertThat(parked.reason()).contains(field + " ").doesNotContain("Exception", TestStack.SECRET, "\n", "\0");
        StackState.of(stack).users().forEach((name, content) -> {
            if (name.startsWith("supabase") && !name.endsWith("audit_log")) {
                assertThat(content).as(name).isEqualTo(before.users().get(name));
            }
        });
        return "set aside: " + parked.reason().substring(parked.reason().indexOf(field + " "));
    }

    private String arrival(TestStack stack, String record) {
        stack.awaitQuiet();
        Object key = Eventually.value(
                        "the record arrived",
                        () -> Optional.ofNullable(stack.database()
                                .scalar(
                                        "select s_key from bridge.sync_record where z_id = ? and parked_at is null",
                                        record)),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(stack.supabase().value(table, key.toString(), field)).isEqualTo(expected);
        return "arrives as " + shown(expected.orElseThrow());
    }

    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(60).forEach(point -> {
            if (point < ' ' || Character.getType(point) == Character.FORMAT || point == '|') {
                shown.append("\\u%04x".formatted(point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.isEmpty() ? "(empty)" : shown.toString();
    }

    @Override
    public String toString() {
        return group + ": " + name();
    }
}
