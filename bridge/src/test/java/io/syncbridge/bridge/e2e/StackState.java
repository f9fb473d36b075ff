package io.syncbridge.bridge.e2e;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a request could have changed, as comparable text. */
record StackState(Map<String, String> users, Map<String, String> bookkeeping) {

    private static final List<String> TABLES = List.of("agent_jobs", "agent_decisions", "rate_limits", "audit_log");

    static StackState of(TestStack stack) {
        Map<String, String> users = new TreeMap<>();
        for (String table : TABLES) {
            users.put("supabase " + table, content(stack, table));
            users.put("zapier " + table, stack.table(table).records().toString());
        }
        return new StackState(
                users,
                Map.of(
                        "records", content(stack, "bridge.sync_record"),
                        "hints", content(stack, "bridge.hint")));
    }

    private static String content(TestStack stack, String table) {
        return String.valueOf(stack.database()
                .scalar("select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from " + table + " t"));
    }
}
