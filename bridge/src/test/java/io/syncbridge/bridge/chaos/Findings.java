package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is to be said of a run once all is quiet: what is wrong with it, what a limit excuses, and how it went. */
final class Findings {

    private final Run run;
    private final Plan plan;
    private final Stage stage;
    private final Map<String, String> wrong = new TreeMap<>();
    private final List<String> excused = new ArrayList<>();
    private final Map<Verdict.Kind, Integer> right = new TreeMap<>();

    Findings(Run run, Plan plan, Stage stage) {
        this.run = run;
        this.plan = plan;
        this.stage = stage;
    }

    /** Looks at everything; nothing may be at work meanwhile. */
    void look() {
        for (Link link : stage.observer().links()) {
            switch (stage.observer().verify(link, Patience.USUAL)) {
                case Verified.Complete found -> {
                    found.differences()
                            .forEach(difference -> wrong.put("comparison, " + difference.record(), difference.what()));
                    found.onTheirWay().forEach(record -> wrong.put("comparison, " + record, "still moves"));
                }
                case Verified.Broken broken -> wrong.put("comparison, " + broken.mapping(), broken.reason());
            }
        }
        AuditCheck audit = new AuditCheck(stage.database(), stage.history());
        audit.twice().forEach(problem -> wrong.put("audit, " + problem, ""));
        IntStream.range(0, plan.records()).mapToObj(run::marker).forEach(marker -> record(marker, audit));
    }

    void writesAfterQuiet(String what) {
        wrong.put("writes after quiet", what);
    }

    /** By what is wrong: why. Empty for a good run. */
    Map<String, String> wrong() {
        return wrong;
    }

    int excused() {
        return excused.size();
    }

    /** How records ended, in a few words. */
    String summary() {
        return right + (excused.isEmpty() ? "" : " EXCUSED " + excused);
    }

    private void record(String marker, AuditCheck audit) {
        List<Map<String, @Nullable Object>> rows = rows(marker);
        List<SimRecord> records = run.zapier().records(marker);
        if (rows.size() != 1 || records.size() != 1) {
            wrong.put(marker, rows.size() + " rows and " + records.size() + " Zapier records instead of one each");
            return;
        }
        Content held = Content.read(column -> text(rows.getFirst(), column));
        Content shown = run.zapier().content(records.getFirst());
        if (!held.equals(shown)) {
            wrong.put(marker, "Supabase holds " + held + ", Zapier " + shown);
            return;
        }
        audit.record(marker).forEach(problem -> wrong.put(marker + ", audit", problem));
        judge(marker, held);
    }

    private void judge(String marker, Content end) {
        List<Edit> supabase = supabaseEdits(marker);
        List<Edit> zapier = run.zapier().edits(marker);
        Set<Integer> unheard =
                zapier.stream().filter(run::isUnheard).map(Edit::number).collect(Collectors.toCollection(HashSet::new));
        Verdict verdict = new Judge(supabase, zapier, plan.skew())
                .judge(end, new Judge.Circumstances(plan.losesAnswers(), unheard));
        switch (verdict) {
            case Verdict.Right good -> right.merge(good.kind(), 1, Integer::sum);
            case Verdict.Excused limit ->
                excused.add("(" + limit.limit() + ") " + marker + " ended as " + end + ": " + limit.why());
            case Verdict.Wrong bad -> wrong.put(marker, "ended as " + end + ": " + bad.why());
        }
    }

    private List<Edit> supabaseEdits(String marker) {
        return stage.history().of(marker).stream()
                .flatMap(write -> write.edit().stream()
                        .map(number -> new Edit(
                                number,
                                Side.SUPABASE,
                                write.before(),
                                write.after(),
                                write.began(),
                                // Where the answer to the commit was lost with the server: some time later.
                                run.supabase()
                                        .committed(number)
                                        .orElse(write.at().plus(Duration.ofSeconds(10))))))
                .toList();
    }

    private List<Map<String, @Nullable Object>> rows(String marker) {
        return stage.database()
                .rows(
                        "select error_message, parameters::text, retry_count::text from agent_jobs"
                                + " where initiated_by = ?",
                        marker);
    }

    private static @Nullable String text(Map<String, @Nullable Object> row, String column) {
        @Nullable Object value = row.get(column);
        return value == null ? null : value.toString();
    }

    /** Everything that helps to find out why. */
    String report() {
        StringBuilder text = new StringBuilder("seed " + plan.seed() + " failed, Zapier's clock " + plan.skew()
                + " ahead; replay with -Dchaos.seed=" + plan.seed() + "\n");
        wrong.forEach((what, why) ->
                text.append("  WRONG ").append(what).append(": ").append(why).append('\n'));
        text.append("plan:\n");
        plan.steps().forEach(step -> text.append("  ").append(step).append('\n'));
        text.append("what happened:\n");
        run.log().forEach(line -> text.append("  ").append(line).append('\n'));
        IntStream.range(0, plan.records())
                .mapToObj(run::marker)
                .filter(marker -> wrong.keySet().stream().anyMatch(what -> isAbout(what, marker)))
                .forEach(marker -> append(text, marker));
        return text.toString();
    }

    private boolean isAbout(String what, String marker) {
        return what.equals(marker) || what.startsWith(marker + ",") || what.startsWith("comparison");
    }

    private void append(StringBuilder text, String marker) {
        text.append(marker).append(" (error_message/parameters/retry_count):\n");
        stage.history()
                .of(marker)
                .forEach(write -> text.append("  row ").append(write).append('\n'));
        run.zapier()
                .edits(marker)
                .forEach(edit -> text.append("  zapier ").append(edit).append('\n'));
        run.zapier()
                .records(marker)
                .forEach(
                        record -> text.append("  now in Zapier ").append(record).append('\n'));
        lines(
                text,
                "select r.* from bridge.sync_record r join agent_jobs j on j.id::text = r.s_key"
                        + " where j.initiated_by = ?",
                marker);
        lines(
                text,
                "select h.* from bridge.hint h join bridge.sync_record r on r.id = h.record_id join agent_jobs j"
                        + " on j.id::text = r.s_key where j.initiated_by = ?",
                marker);
        lines(
                text,
                "select a.timestamp, a.action, a.metadata from audit_log a join agent_jobs j"
                        + " on j.id::text = a.resource_id where j.initiated_by = ? order by a.id",
                marker);
    }

    private void lines(StringBuilder text, String sql, String marker) {
        stage.database()
                .rows(sql, marker)
                .forEach(row -> text.append("  ").append(row).append('\n'));
    }
}
