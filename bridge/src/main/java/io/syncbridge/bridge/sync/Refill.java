package io.syncbridge.bridge.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.Agreed;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a field that was deleted and made anew its agreed values back before the mapping works again. Its emptiness is
 * nobody's edit: taken for one, it would empty the other side too. Cells that hold a value again are left alone. May be
 * run again at any point.
 */
record Refill(Link link, Database database, ZapierTablesClient zapier) {

    /** Fills the field in Zapier; false when Zapier did not take part to the end. */
    boolean inZapier(String field) {
        ZapierField wire = link.zapier().field(field).orElseThrow();
        Agreed agreed = new Agreed(link.mapping(), database);
        List<Agreed.Value> slice = agreed.values(field, 0);
        while (!slice.isEmpty()) {
            if (!fill(slice, field, wire)) {
                return false;
            }
            slice = agreed.values(field, slice.getLast().id());
        }
        return true;
    }

    private boolean fill(List<Agreed.Value> slice, String field, ZapierField wire) {
        ZapierField key = link.zapier().field(link.mapping().key()).orElseThrow();
        Answer<ZapierTablesClient.Records> records = zapier.recordsWith(
                link.zapierTableId(),
                Map.of(key, slice.stream().map(Agreed.Value::key).toList()));
        if (!(records instanceof Answer.Given<ZapierTablesClient.Records> given)) {
            return false;
        }
        Map<String, FieldValue> byRecord = new HashMap<>();
        slice.forEach(value -> byRecord.put(value.zapierId(), value.value()));
        Map<String, ObjectNode> cells = new HashMap<>();
        for (ZapierRecord record : given.value().readable()) {
            Optional<FieldValue> value = Optional.ofNullable(byRecord.get(record.id()));
            if (value.isPresent() && isBlank(record, wire)) {
                cells.put(record.id(), link.zapier().encode(Row.NONE.with(field, value.get())));
            }
        }
        return cells.isEmpty() || zapier.update(link.zapierTableId(), cells) instanceof Answer.Given<?>;
    }

    private static boolean isBlank(ZapierRecord record, ZapierField wire) {
        return !record.data().hasNonNull(wire.key())
                || record.data().path(wire.key()).asText().isEmpty();
    }

    /** Fills the field's column in Supabase, if it is empty in every row. */
    void inSupabase(String field) {
        Agreed agreed = new Agreed(link.mapping(), database);
        if (database.transaction(tx -> link.supabase().hasAny(tx, field))) {
            return;
        }
        List<Agreed.Value> slice = agreed.values(field, 0);
        while (!slice.isEmpty()) {
            List<Agreed.Value> values = slice;
            database.apply(tx -> {
                for (Agreed.Value value : values) {
                    link.supabase().fill(tx, value.key(), field, value.value());
                }
            });
            slice = agreed.values(field, slice.getLast().id());
        }
    }
}
