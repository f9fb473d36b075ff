package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.history.RecordHistory;
import io.syncbridge.bridge.store.RecordState;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One record's history as a timeline, the newest entry first; contents as far as the visitor may see them. */
final class RecordLook {
    private static final int MOST = 100;

    private final Sources sources;

    RecordLook(Sources sources) {
        this.sources = sources;
    }

    void show(Context context, Sessions.Session session) {
        String id = context.pathParam("id");
        Optional<RecordHistory> history = sources.mapping(context.pathParam("table"))
                .map(mapping -> RecordHistory.read(sources.database(), mapping, id, MOST))
                .filter(RecordHistory::isKnown);
        if (history.isEmpty()) {
            Json.problem(context, 404, "the bridge knows of no such record");
            return;
        }
        Json.answer(context, 200, json(history.get(), new Contents(session.role(), sources.viewers())));
    }

    static ObjectNode json(RecordHistory history, Contents contents) {
        TableMapping mapping = history.mapping();
        ObjectNode json = Json.object()
                .put("table", mapping.name())
                .put("record", history.state().flatMap(RecordState::key).orElse(history.asked()))
                .put("standing", history.state().map(RecordState::standing).orElse("unknown"))
                .put("cut", history.cut());
        history.state().ifPresent(state -> standing(json, state, contents));
        ArrayNode timeline = json.putArray("timeline");
        String sync = "";
        ObjectNode entry = Json.object();
        for (AuditedChange change : history.changes()) {
            // A conflict has a second row under the sync id of its write; together they are one event.
            if (!change.isConflict() || !change.syncId().equals(sync)) {
                entry = timeline.insertObject(0);
                entry(entry, change, mapping.name(), contents);
                sync = change.syncId();
            }
            lost(entry, change.lost(), mapping.name(), contents);
        }
        return json;
    }

    private static void standing(ObjectNode json, RecordState state, Contents contents) {
        state.zapierId().ifPresent(id -> json.put("zapier_record", id));
        time(json, "due_at", state.dueAt());
        time(json, "parked_at", state.parkedAt());
        time(
                json,
                "agreed_on_edit_of",
                Optional.of(state.memory().stamp()).filter(at -> state.memory().isLive()));
        json.put("tries", state.tries());
        json.put("in_doubt", state.memory().doubts().size());
        if (state.parkedAt().isPresent()) {
            json.put("parked_id", state.id()).put("stage", state.stage().orElse("ask"));
            state.reason().filter(reason -> contents.showsText()).ifPresent(reason -> json.put("reason", reason));
        }
    }

    private static void entry(ObjectNode json, AuditedChange change, String table, Contents contents) {
        json.put("at", change.at().toString()).put("kind", kind(change)).put("sync_id", change.syncId());
        change.to().ifPresent(side -> json.put("to", side == Side.SUPABASE ? "supabase" : "zapier"));
        if (!change.isFailure() || contents.showsText()) {
            json.put("rule", change.rule());
        }
        time(json, "made_at", change.madeAt());
        change.lag().ifPresent(lag -> json.put("lag_ms", lag.toMillis()));
        ArrayNode changes = json.putArray("changes");
        change.changes().forEach((field, values) -> {
            ObjectNode line = changes.addObject().put("field", field);
            contents.put(line, table, field, "before", values.before());
            contents.put(line, table, field, "after", values.after());
        });
        json.putArray("lost");
        ArrayNode undoes = json.putArray("undoes");
        change.undoes().forEach(undoes::add);
    }

    private static void lost(ObjectNode entry, Map<String, Optional<String>> lost, String table, Contents contents) {
        ArrayNode lines = entry.withArray("lost");
        lost.forEach(
                (field, value) -> contents.put(lines.addObject().put("field", field), table, field, "value", value));
    }

    private static String kind(AuditedChange change) {
        return change.isFailure() ? "failed" : change.isUndo() ? "undo" : change.isConflict() ? "conflict" : "sync";
    }

    private static void time(ObjectNode json, String name, Optional<Instant> at) {
        at.ifPresent(moment -> json.put(name, moment.toString()));
    }
}
