package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.undo.UndoRun;
import io.syncbridge.bridge.undo.UndoTarget;
import io.syncbridge.bridge.undo.Undone;
import io.syncbridge.bridge.undo.UndoneJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one sync back, or says what that would do. What somebody changed since is spared, and the undo has a sync id of its
 * own by which it is taken back. A run over many records is for the command line, which can be watched and stopped.
 */
final class UndoAction {
    private static final int MOST_ROWS = 200;

    private final Sources sources;

    UndoAction(Sources sources) {
        this.sources = sources;
    }

    void run(Context context) {
        Optional<JsonNode> body = Json.body(context);
        String table = body.map(asked -> asked.path("table").asText()).orElse("");
        String syncId = body.map(asked -> asked.path("sync_id").asText()).orElse("");
        Optional<Link> link = sources.tables().link(table);
        if (syncId.isEmpty() || sources.mapping(table).isEmpty()) {
            Json.problem(context, 400, "give table and sync_id");
        } else if (link.isEmpty()) {
            Json.problem(context, 409, table + " is paused; nothing can be undone until it runs again");
        } else {
            undo(
                    context,
                    link.get(),
                    new UndoTarget.Sync(syncId),
                    body.get().path("dry_run").asBoolean());
        }
    }

    private void undo(Context context, Link link, UndoTarget target, boolean rehearsal) {
        List<AuditedChange> rows = target.rows(new AuditHistory(link.mapping(), sources.database()));
        if (rows.isEmpty()) {
            Json.problem(context, 404, "no audit row of " + link.mapping().name() + " has this sync id any more");
            return;
        }
        if (rows.size() > MOST_ROWS) {
            Json.problem(context, 409, "more than " + MOST_ROWS + " audit rows; use ./bridgectl undo --sync-id");
            return;
        }
        List<Undone> records = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        new UndoRun(link, sources.database(), sources.tables().zapier(), target, rehearsal)
                .run(rows, records::add)
                .ifPresent(troubles::add);
        sources.tables().nudge(link.mapping().name());
        Json.answer(context, 200, UndoneJson.of(target, rehearsal, records, troubles));
    }
}
