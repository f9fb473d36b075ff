package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.mapping.Side;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A user of Zapier Tables in front of the table agent_jobs, who remembers what was there before each edit. */
final class ZapierUser {

    private final SimTable table;
    private final Map<String, List<Edit>> edits = new ConcurrentHashMap<>();

    ZapierUser(SimTable table) {
        this.table = table;
    }

    void create(String marker, int number) {
        Map<String, Object> values =
                new HashMap<>(Map.of("job_type", "manual", "status", "queued", "initiated_by", marker));
        for (Field field : Field.values()) {
            values.put(field.column(), value(field, number));
        }
        Instant from = Instant.now();
        SimRecord created = table.create(values);
        remember(marker, new Edit(number, Side.ZAPIER, Content.of(0, 0, 0), content(created), from, Instant.now()));
    }

    /** False when the record is not there. */
    boolean change(String marker, Act.Change change) {
        Optional<String> id = records(marker).stream().map(SimRecord::id).findFirst();
        if (id.isEmpty()) {
            return false;
        }
        Map<String, Object> values = new HashMap<>();
        change.fields().forEach(field -> values.put(field.column(), value(field, change.number())));
        AtomicReference<Content> before = new AtomicReference<>(Content.of(0, 0, 0));
        Instant from = Instant.now();
        // Within one lock, so that the memory keeps the order of the edits.
        synchronized (edits) {
            SimRecord after = table.update(id.get(), held -> {
                before.set(content(held));
                return values;
            });
            remember(marker, new Edit(change.number(), Side.ZAPIER, before.get(), content(after), from, Instant.now()));
        }
        return true;
    }

    /** The edits of a record, in order. */
    List<Edit> edits(String marker) {
        return List.copyOf(edits.getOrDefault(marker, List.of()));
    }

    /** The live records with this mark; more than one is a fault. */
    List<SimRecord> records(String marker) {
        return table.recordsWhere("initiated_by", marker);
    }

    Content content(SimRecord held) {
        return Content.read(column -> table.text(held, column).orElse(null));
    }

    private void remember(String marker, Edit edit) {
        edits.computeIfAbsent(marker, unused -> new CopyOnWriteArrayList<>()).add(edit);
    }

    private static Object value(Field field, int number) {
        return field == Field.RETRY_COUNT ? (Object) number : field.value(number);
    }
}
