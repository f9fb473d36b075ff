package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.Eventually;
import java.util.HashMap;
import java.util.Map;

/** What happened to the users' tables before somebody looks at the page. */
record BrowserScene(TestStack stack) {

    /** Rates are limited as in an account, and decisions on which both sides disagree wait for a person. */
    static Setup setup(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("BRIDGE_ADMIN_TOKEN", BrowserWindow.TOKEN);
        settings.putIfAbsent("ZAPIER_RATE_LIMIT", "600/10s");
        return Setup.usual()
                .withMapping("agent_decisions", "policy: newest-wins", "policy: ask")
                .withSettings(settings);
    }

    /** A job that both sides have, changed once by each; answers its id. */
    String editedJob() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.table("agent_jobs").update(zapierJob(id), Map.of("status", "running"));
        stack.awaitAgreement();
        stack.supabase().update("agent_jobs", id, "error_message", "Umlauts: äöü, an arrow → and a dot ·");
        stack.awaitAgreement();
        return id;
    }

    /** A job that both sides edited before the bridge saw either edit; Supabase's edit is the later one. */
    String conflictedJob() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        editBoth("agent_jobs", id, "status", "failed", "running");
        return id;
    }

    /** A decision that waits for a person to take a side. */
    String askedDecision() {
        String id = stack.supabase().insertDecision("0.5");
        stack.awaitAgreement();
        editBoth("agent_decisions", id, "decision", "rejected", "escalated");
        return id;
    }

    /** A job whose cell in Zapier cannot be read. */
    String unreadableJob() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitQuiet();
        stack.table("agent_jobs").update(zapierJob(id), Map.of("retry_count", 1.5));
        stack.awaitQuiet();
        Eventually.until("it is parked", () -> !stack.parked("agent_jobs").isEmpty());
        return id;
    }

    void mend(String job) {
        stack.table("agent_jobs").update(zapierJob(job), Map.of("retry_count", 2));
    }

    String zapierJob(String id) {
        return stack.table("agent_jobs").recordsWhere("id", id).getFirst().id();
    }

    /** Zapier's edit comes while the bridge looks, so neither was seen before the other. */
    private void editBoth(String table, String id, String field, String zapier, String supabase) {
        String record = stack.table(table).recordsWhere("id", id).getFirst().id();
        stack.zapier()
                .faults()
                .beforeNext("GET", "/records", () -> stack.table(table).update(record, Map.of(field, zapier)));
        stack.supabase().update(table, id, field, supabase);
        stack.awaitQuiet();
    }

    /** Lag as of a fortnight of ordinary days, so that charts have something to show. */
    void fortnightOfLag() {
        stack.database().update("""
                insert into bridge.lag_minute (minute, mapping, direction, counts, last_ms, last_at)
                select date_trunc('minute', moment), 'agent_jobs', direction,
                       (select array_agg((case when b between 18 and 34 then 1 + (38 * exp(-((b - typical) ^ 2) / 8)) else 0 end
                                          + case when b = typical + 12 and n % 9 = 0 then 1 else 0 end)::bigint order by b)
                          from generate_series(0, 96) as b), 60, moment
                  from (select moment, direction, n,
                               round(22 + 3 * sin(n / 90.0) + case direction when 'supabase_to_tables' then 4 else 0 end
                                     + case when n % 1130 between 17 and 32 then 9 else 0 end)::int as typical
                          from (select clock_timestamp() - n * interval '1 minute' as moment, n from generate_series(2, 19000) as n
                                 where n < 1500 or n % 7 = 0) as minutes,
                               (values ('tables_to_supabase'), ('supabase_to_tables')) as ways (direction)) as drawn
                on conflict do nothing
                """);
    }
}
