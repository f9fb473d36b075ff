package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.util.List;

/** What both sides last agreed on for one field, read from the bookkeeping in slices. */
public final class Agreed {
    private static final String SLICE = """
            select id, s_key, z_id, memory::text as memory from bridge.sync_record
             where mapping = ? and id > ? and s_key is not null and z_id is not null
               and memory -> 'base' ->> ? is not null
             order by id limit 100
            """;

    private final TableMapping mapping;
    private final Database database;

    /** The bookkeeping of one mapping. */
    public Agreed(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
    }

    /** One record's agreed value. */
    public record Value(long id, String key, String zapierId, FieldValue value) {}

    /** Up to 100 records that have a value, after the given bookkeeping row. */
    public List<Value> values(String field, long after) {
        return database.transaction(tx -> tx.all(
                SLICE,
                row -> new Value(
                        row.getLong("id"),
                        row.getString("s_key"),
                        row.getString("z_id"),
                        MemoryJson.read(mapping, row.getString("memory")).base().get(field)),
                mapping.name(),
                after,
                field));
    }
}
