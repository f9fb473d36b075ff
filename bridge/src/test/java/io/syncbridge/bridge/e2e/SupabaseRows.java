package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The user's tables in Supabase as an agent writes and reads them: values as text, each write a transaction. */
record SupabaseRows(TestDatabase database) {

    static final String NO_SUCH_LEAD = "11111111-2222-3333-4444-555555555555";

    /** Inserts a row under a new id unless the values hold one; answers the id. */
    String insert(String table, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(values);
        String id = String.valueOf(row.computeIfAbsent("id", missing -> UUID.randomUUID()));
        row.put("id", id);
        database.update(
                "insert into %s (%s) values (%s)"
                        .formatted(
                                table,
                                String.join(", ", row.keySet()),
                                String.join(", ", Collections.nCopies(row.size(), "?"))),
                row.values().toArray());
        return id;
    }

    String insertJob(String status) {
        return insert("agent_jobs", Map.of("job_type", "discovery", "status", status));
    }

    String insertDecision(String confidence) {
        return insert(
                "agent_decisions",
                Map.of(
                        "lead_id", NO_SUCH_LEAD,
                        "decision_type", "qualification",
                        "agent_name", "claude_qualifier",
                        "agent_type", "claude_agent",
                        "decision", "qualified",
                        "confidence", confidence));
    }

    /** Changes one column of one row. */
    void update(String table, String id, String column, @Nullable Object value) {
        database.update("update %s set %s = ? where id = ?".formatted(table, column), value, id);
    }

    /** A column as text; empty when it is null or there is no row. */
    Optional<String> value(String table, String id, String column) {
        return Optional.ofNullable(
                (String) database.scalar("select (%s)::text from %s where id::text = ?".formatted(column, table), id));
    }

    boolean exists(String table, String id) {
        return value(table, id, "id").isPresent();
    }

    long count(String table) {
        return database.rows("select 1 from " + table).size();
    }

    List<String> ids(String table) {
        return database.rows("select id::text as id from " + table + " order by 1").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }
}
