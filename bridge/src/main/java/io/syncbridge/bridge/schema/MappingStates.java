package io.syncbridge.bridge.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.codec.JsonText;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.mapping.TableMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every mapping was last linked to and which are paused, in {@code bridge.mapping_state}. */
public final class MappingStates {
    private static final String BINDING = """
            select z_table_id, z_table_name, z_fields::text as z_fields from bridge.mapping_state
             where mapping = ? and z_table_id is not null
            """;
    private static final String LINKED = """
            insert into bridge.mapping_state as s (mapping, z_table_id, z_table_name, z_fields, linked_at)
            values (?, ?, ?, cast(? as jsonb), clock_timestamp())
            on conflict (mapping) do update
               set z_table_id = excluded.z_table_id, z_table_name = excluded.z_table_name, z_fields = excluded.z_fields,
                   linked_at = excluded.linked_at, paused_at = null, reason = null
            """;
    private static final String PAUSED = """
            insert into bridge.mapping_state as s (mapping, paused_at, reason) values (?, clock_timestamp(), ?)
            on conflict (mapping) do update
               set paused_at = coalesce(s.paused_at, excluded.paused_at), reason = excluded.reason
            """;
    private static final String AUDITED = """
            update bridge.mapping_state set audit_table = ? where mapping = ? and audit_table is distinct from ?
            """;
    private static final String ALL_PAUSED =
            "select mapping, reason from bridge.mapping_state where paused_at is not null order by mapping";
    /** In slices: a table of a million records must not hold every row's lock at once. */
    private static final String FORGET_FIELD = """
            with slice as (
              select id from bridge.sync_record
               where mapping = ? and id > ? order by id limit 10000),
            forgotten as (
              update bridge.sync_record r
                 set memory = jsonb_set(memory, '{base}', (memory -> 'base') - cast(? as text)),
                     wanted = wanted + 1, due_at = clock_timestamp(), parked_at = null, reason = null
                from slice where r.id = slice.id and r.memory -> 'base' ->> ? is not null)
            select max(id) as last from slice
            """;

    private final Database database;

    /** States kept in this database. */
    public MappingStates(Database database) {
        this.database = database;
    }

    /** A mapping that does not work now, and why. */
    public record Paused(String mapping, String reason) {}

    /** What a mapping was linked to last; empty when it never was. */
    public Optional<Binding> binding(String mapping) {
        return database.transaction(tx -> tx.first(BINDING, MappingStates::binding, mapping));
    }

    /** Remembers a link and ends the pause. */
    public void linked(String mapping, Binding binding) {
        database.transaction(
                tx -> tx.update(LINKED, mapping, binding.tableId(), binding.tableName(), write(binding.fields())));
    }

    /** Remembers where a mapping's audit rows are, for those who ask by SQL. */
    public void audited(TableMapping mapping) {
        String table = Quoted.table(mapping.audit().table());
        database.transaction(tx -> tx.update(AUDITED, table, mapping.name(), table));
    }

    /** Remembers why a mapping does not work; the link it had stays known. */
    public void paused(String mapping, String reason) {
        database.transaction(tx -> tx.update(PAUSED, mapping, reason));
    }

    /** The mappings that do not work now. */
    public List<Paused> paused() {
        return database.transaction(
                tx -> tx.all(ALL_PAUSED, row -> new Paused(row.getString("mapping"), row.getString("reason"))));
    }

    /**
     * Forgets what both sides agreed on for one field of every record, and makes those records due: the field is new to the
     * mapping, and what was known of it from an earlier time is no ground to call anything an edit.
     */
    public void forgetField(String mapping, String field) {
        Optional<Long> from = Optional.of(0L);
        while (from.isPresent()) {
            long after = from.get();
            from = database.transaction(tx -> tx.first(
                            FORGET_FIELD,
                            row -> Optional.ofNullable(row.getObject("last", Long.class)),
                            mapping,
                            after,
                            field,
                            field))
                    .flatMap(last -> last);
        }
    }

    private static Binding binding(ResultSet row) throws SQLException {
        Map<String, Binding.Bound> fields = new HashMap<>();
        JsonNode stored = JsonText.parse(row.getString("z_fields"))
                .orElseThrow(() -> new IllegalStateException("stored fields are not JSON"));
        stored.properties()
                .forEach(field -> fields.put(
                        field.getKey(),
                        new Binding.Bound(
                                field.getValue().path("name").asText(),
                                new ZapierField(
                                        field.getValue().path("key").asText(),
                                        field.getValue().path("type").asText()),
                                field.getValue().path("column").asInt())));
        return new Binding(row.getString("z_table_id"), row.getString("z_table_name"), fields);
    }

    private static String write(Map<String, Binding.Bound> fields) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, bound) -> tree.putObject(name)
                .put("name", bound.statedName())
                .put("key", bound.field().key())
                .put("type", bound.field().type())
                .put("column", bound.column()));
        return tree.toString();
    }
}
