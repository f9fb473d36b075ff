package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares both sides of a two-way table in full, by meaning: the only ground on which "in sync" may be said. */
public final class Comparison {
    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;

    /** A comparison of one linked mapping. */
    public Comparison(Link link, Database database, ZapierTablesClient zapier) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
    }

    /**
     * One thing that differs.
     *
     * @param record the key, or the Zapier id of a record without one
     * @param what the field that differs, or which side lacks the record
     */
    public record Difference(String record, String what) {}

    /** What a full comparison found. */
    public record Result(int supabaseRows, int zapierRecords, List<Difference> differences) {}

    /**
     * Reads all of both sides.
     *
     * @throws IllegalStateException when Zapier cannot be read in full; a partial listing proves nothing
     */
    public Result run() {
        TableMapping mapping = link.mapping();
        Map<String, Row> supabase = supabase();
        int rows = supabase.size();
        List<ZapierRecord> records = zapierRecords();
        List<Difference> differences = new ArrayList<>();
        for (ZapierRecord record : records) {
            Decoded decoded = link.zapier().decode(record.data());
            String key = RecordKey.text(decoded.row().get(mapping.key())).orElse(record.id());
            Row row = supabase.remove(key);
            if (row == null) {
                differences.add(new Difference(key, "is missing in Supabase"));
                continue;
            }
            for (FieldMapping field : mapping.fields()) {
                if (mapping.isContent(field.name())
                        && !mapping.same(
                                field.name(),
                                row.get(field.name()),
                                decoded.row().get(field.name()))) {
                    differences.add(new Difference(key, field.name() + " differs"));
                }
            }
        }
        supabase.keySet().forEach(key -> differences.add(new Difference(key, "is missing in Zapier")));
        return new Result(rows, records.size(), List.copyOf(differences));
    }

    private Map<String, Row> supabase() {
        Map<String, Row> rows = new HashMap<>();
        database.apply(tx -> link.supabase().scan(tx, json -> {
            Row row = SupabaseJson.decode(link.mapping(), json).row();
            RecordKey.text(row.get(link.mapping().key())).ifPresent(key -> rows.put(key, row));
        }));
        return rows;
    }

    private List<ZapierRecord> zapierRecords() {
        Map<String, ZapierRecord> records = new HashMap<>();
        Optional<String> cursor = Optional.empty();
        do {
            Answer<ZapierTablesClient.Page> answer = zapier.page(link.zapierTableId(), cursor);
            if (!(answer instanceof Answer.Given<ZapierTablesClient.Page> page)) {
                throw new IllegalStateException(
                        "Zapier table " + link.zapierTableId() + " could not be listed in full");
            }
            if (page.value().unreadable() > 0) {
                throw new IllegalStateException("Zapier table " + link.zapierTableId() + " holds "
                        + page.value().unreadable() + " records in a form that is not what its API promises");
            }
            page.value().records().forEach(record -> records.put(record.id(), record));
            cursor = page.value().next();
        } while (cursor.isPresent());
        return List.copyOf(records.values());
    }
}
