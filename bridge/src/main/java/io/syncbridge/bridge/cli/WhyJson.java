package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.store.RecordState;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record's history for a script; values are whole. */
final class WhyJson {
    private WhyJson() {}

    static ObjectNode of(TableMapping mapping, String asked, Optional<RecordState> state, List<AuditedChange> history) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("table", mapping.name());
        document.put("record", state.flatMap(RecordState::key).orElse(asked));
        document.put("zapier_record", state.flatMap(RecordState::zapierId).orElse(null));
        document.put("state", state.map(RecordState::standing).orElse("unknown"));
        state.ifPresent(known -> {
            time(document, "due_at", known.dueAt());
            time(document, "leased_until", known.leaseUntil());
            time(document, "parked_at", known.parkedAt());
            known.reason().ifPresent(reason -> document.put("reason", reason));
            known.stage()
                    .filter(stage -> known.parkedAt().isPresent())
                    .ifPresent(stage -> document.put("stage", stage));
            document.put("tries", known.tries());
            time(
                    document,
                    "agreed_on_edit_of",
                    Optional.of(known.memory().stamp())
                            .filter(at -> known.memory().isLive()));
            ArrayNode doubts = document.putArray("in_doubt");
            known.memory().doubts().forEach(doubt -> {
                ObjectNode node = doubts.addObject();
                node.put("sync_id", doubt.id());
                node.put("kind", doubt.kind().name().toLowerCase(java.util.Locale.ROOT));
                node.put("sent_at", doubt.sentAt().toString());
                ArrayNode fields = node.putArray("fields");
                doubt.fields().values().keySet().forEach(fields::add);
            });
        });
        ArrayNode rows = document.putArray("history");
        history.forEach(change -> rows.add(row(change)));
        return document;
    }

    private static ObjectNode row(AuditedChange change) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("at", change.at().toString());
        node.put("action", change.action());
        change.to().map(Side::sourceName).ifPresent(side -> node.put("written_to", side));
        node.put("rule", change.rule());
        node.put("sync_id", change.syncId());
        change.requestId().ifPresent(id -> node.put("request_id", id));
        time(node, "made_at", change.madeAt());
        change.lag().ifPresent(lag -> node.put("lag_ms", lag.toMillis()));
        ObjectNode changes = node.putObject("changes");
        change.changes()
                .forEach((field, values) -> changes.putArray(field)
                        .add(values.before().orElse(null))
                        .add(values.after().orElse(null)));
        if (!change.lost().isEmpty()) {
            ObjectNode lost = node.putObject("lost");
            change.lost().forEach((field, value) -> lost.put(field, value.orElse(null)));
        }
        if (!change.undoes().isEmpty()) {
            ArrayNode undoes = node.putArray("undoes");
            change.undoes().forEach(undoes::add);
        }
        return node;
    }

    private static void time(ObjectNode node, String name, Optional<Instant> at) {
        at.ifPresent(moment -> node.put(name, moment.toString()));
    }
}
