package io.syncbridge.bridge.undo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.codec.RowJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What some syncs of one record overwrote, and what they left.
 *
 * @param record the record's key
 * @param made true when the first of them created the record on a side
 * @param removed true when the last of them deleted it on a side
 * @param before by field: what it held before the first of them that changed it
 * @param after by field: what the last of them that changed it wrote
 * @param unreadable fields that the mapping has no more, or whose values it can no longer read
 * @param last when the last of them was written
 * @param syncIds theirs
 */
record Overwritten(
        String record,
        boolean made,
        boolean removed,
        Row before,
        Row after,
        List<String> unreadable,
        Instant last,
        List<String> syncIds) {
    static final String UNDO = "undo";
    static final String UNDO_RESTORED = "undo_restored";
    static final String UNDO_DELETED = "undo_deleted";

    private static final Set<String> MAKING = Set.of(
            "created_in_zapier",
            "created_in_supabase",
            "restored",
            "edit_beats_delete_in_zapier",
            "edit_beats_delete_in_supabase",
            UNDO_RESTORED);
    private static final Set<String> REMOVING = Set.of("deleted_in_zapier", "deleted_in_supabase", UNDO_DELETED);

    /** By record, in the order of their first change. */
    static List<Overwritten> of(TableMapping mapping, List<AuditedChange> rows) {
        Map<String, Gathered> records = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> !row.isFailure() && !row.changes().isEmpty())
                .forEach(row ->
                        records.computeIfAbsent(row.record(), Gathered::new).add(row));
        return records.values().stream()
                .map(gathered -> gathered.overwritten(mapping))
                .toList();
    }

    /** The same, as far as it was gathered. */
    private static final class Gathered {
        private final String record;
        private final List<AuditedChange> rows = new ArrayList<>();
        private final Map<String, AuditedChange> first = new LinkedHashMap<>();
        private final Map<String, Optional<String>> after = new LinkedHashMap<>();

        Gathered(String record) {
            this.record = record;
        }

        void add(AuditedChange row) {
            rows.add(row);
            row.changes().forEach((field, change) -> {
                AuditedChange known = first.get(field);
                // The second row of one write tells of an edit that came between the look and the write: that was
                // there.
                if (known == null || (row.isConflict() && row.syncId().equals(known.syncId()))) {
                    first.put(field, row);
                }
                after.put(field, change.after());
            });
        }

        Overwritten overwritten(TableMapping mapping) {
            Map<String, Optional<String>> before = new LinkedHashMap<>();
            first.forEach((field, row) -> {
                AuditedChange.Change change = row.changes().get(field);
                before.put(field, change == null ? Optional.empty() : change.before());
            });
            Row old = row(mapping, before);
            Row left = row(mapping, after);
            Set<String> ids = new LinkedHashSet<>();
            rows.forEach(row -> ids.add(row.syncId()));
            return new Overwritten(
                    record,
                    MAKING.contains(rows.getFirst().rule()),
                    REMOVING.contains(rows.getLast().rule()),
                    old,
                    left,
                    before.keySet().stream()
                            .filter(field -> !old.has(field) || !left.has(field))
                            .toList(),
                    rows.getLast().at(),
                    List.copyOf(ids));
        }

        private static Row row(TableMapping mapping, Map<String, Optional<String>> texts) {
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            texts.forEach((field, text) -> tree.put(field, text.orElse(null)));
            return RowJson.read(mapping, tree);
        }
    }
}
