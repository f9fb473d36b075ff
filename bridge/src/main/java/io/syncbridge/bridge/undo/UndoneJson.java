package io.syncbridge.bridge.undo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What an undo did or would do, for scripts and for the page: records and fields by name, no values. */
public final class UndoneJson {
    private UndoneJson() {}

    /**
     * One document.
     *
     * @param rehearsal true when nothing was done
     * @param troubles why it broke off, where it did
     */
    public static ObjectNode of(UndoTarget target, boolean rehearsal, List<Undone> records, List<String> troubles) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("dry_run", rehearsal);
        document.put("sync_id", target.undoId());
        if (target instanceof UndoTarget.Window window) {
            document.put("since", window.since().toString());
            document.put("until", window.until().toString());
        }
        ArrayNode all = document.putArray("records");
        records.forEach(record -> write(all.addObject(), record));
        ArrayNode broken = document.putArray("troubles");
        troubles.forEach(broken::add);
        return document;
    }

    private static void write(ObjectNode node, Undone record) {
        node.put("table", record.mapping());
        node.put("record", record.record());
        node.put("outcome", record.outcome().name().toLowerCase(Locale.ROOT));
        record.reason().ifPresent(reason -> node.put("reason", reason));
        ArrayNode fields = node.putArray("fields");
        record.fields().forEach(fields::add);
        ObjectNode spared = node.putObject("spared");
        record.spared().forEach(each -> spared.put(each.field(), each.reason()));
    }
}
