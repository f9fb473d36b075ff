package io.syncbridge.bridge.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.fixtures.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Audit rows against what really happened to the rows: each of the bridge's writes to Supabase has exactly one, in the same
 * order and with the same old and new values; no write to either side is told twice.
 */
record AuditCheck(TestDatabase database, RowHistory history) {

    private static final String ROWS = """
            select metadata::text as metadata from audit_log a
             where actor = 'sync-bridge' and action = 'agent_job_synced'
               and metadata ->> 'sync_direction' = 'tables_to_supabase'
               and resource_id = (select id::text from agent_jobs where initiated_by = ?)
             order by a.id
            """;
    private static final String TWICE = """
            select metadata ->> 'sync_id' as sync_id from audit_log
             where actor = 'sync-bridge' and action = 'agent_job_synced'
             group by metadata ->> 'sync_id' having count(*) > 1
            """;

    /** What is wrong with a record's audit rows; empty when nothing is. */
    List<String> record(String marker) {
        List<Map<Field, List<Integer>>> told = database.rows(ROWS, marker).stream()
                .map(row ->
                        changes(Json.read(String.valueOf(row.get("metadata"))).path("changes")))
                .toList();
        List<Map<Field, List<Integer>>> done = history.of(marker).stream()
                .filter(RowHistory.Write::byBridge)
                .map(write -> write.before().to(write.after()))
                .toList();
        return told.equals(done)
                ? List.of()
                : List.of(marker + ": the bridge's writes to Supabase were " + done + ", its audit rows tell " + told);
    }

    /** What was told twice, over all records. */
    List<String> twice() {
        List<String> problems = new ArrayList<>();
        database.rows(TWICE).forEach(row -> problems.add("sync_id " + row.get("sync_id") + " has several audit rows"));
        return problems;
    }

    private static Map<Field, List<Integer>> changes(JsonNode told) {
        Map<Field, List<Integer>> changes = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            JsonNode pair = told.path(field.column());
            int before = edit(pair.path(0));
            int after = edit(pair.path(1));
            if (before != after) {
                changes.put(field, List.of(before, after));
            }
        }
        return changes;
    }

    private static int edit(JsonNode value) {
        @Nullable String text = value.isMissingNode() || value.isNull() ? null : value.asText();
        return Field.edit(text);
    }
}
