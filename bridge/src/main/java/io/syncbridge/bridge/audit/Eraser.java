package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.store.Unsealed;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Erases the values that the audit rows of one record quote, and the salt without which their hash says nothing. All else of the
 * rows stays, and their place in the chain; an audit row of its own tells which rows, when and by whom. In portions, each whole or not
 * at all: after a kill the same call goes on.
 */
public final class Eraser {
    private static final int PORTION = 1000;
    /** Only what is sealed: what is erased was proved before. Rows without values are erased too, since nobody can tell. */
    private static final String ROWS = """
            select a.id from {audit table} a
             where a.actor = 'sync-bridge' and a.resource_type = ? and a.resource_id = any(?)
               and a.metadata ->> 'mapping' = ? and a.action <> 'audit_erased'
               and exists (select from bridge.audit_chain c
                            where c.row_id = a.id and c.audit_table = ? and c.salt is not null)
             order by a.id limit ?
            """;

    private static final String SALT =
            "update bridge.audit_chain set salt = null where audit_table = ? and row_id = any(?) and salt is not null";
    private static final String VALUES = """
            update {audit table} set metadata = (metadata - 'changes' - 'lost'
                                      - case when action = 'sync_failed' then 'rule' else 'lost' end) || '{"erased": true}'
             where id = any(?)
            """;
    private static final String TELL = """
            insert into {audit table} (timestamp, actor, actor_type, action, resource_type, resource_id, metadata, severity)
            values (clock_timestamp(), 'sync-bridge', 'system', 'audit_erased', ?, ?, cast(? as jsonb), 'warning')
            """;

    private final Database database;
    private final Sealer sealer;

    /** An eraser in this database, as a role that owns the audit table. */
    public Eraser(Database database, AuditSettings settings) {
        this.database = database;
        this.sealer = new Sealer(database, settings.signingKey(), Sealer.Clock.OF_DATABASE);
    }

    /** How many rows of a record hold values that can be erased now. */
    public long count(TableMapping mapping, List<String> names) {
        return database.transaction(
                tx -> (long) rows(tx, mapping, names, Integer.MAX_VALUE).size());
    }

    /**
     * Erases and seals the rows that tell of it.
     *
     * @param names all under which the record stands in the audit rows: key, Zapier id
     * @param by who, for the audit row
     * @return how many rows lost their values
     */
    public long erase(TableMapping mapping, List<String> names, String by) {
        sealer.all();
        long erased = 0;
        int portion;
        do {
            portion = database.transaction(tx -> portion(tx, mapping, names, by));
            erased += portion;
        } while (portion == PORTION);
        sealer.all();
        return erased;
    }

    private static int portion(Tx tx, TableMapping mapping, List<String> names, String by) throws SQLException {
        Sealer.await(tx);
        List<Long> ids = rows(tx, mapping, names, PORTION);
        if (ids.isEmpty()) {
            return 0;
        }
        String table = Quoted.table(mapping.audit().table());
        tx.update(SALT, table, ids);
        tx.update(VALUES.replace(AuditTables.PLACE, table), ids);
        ObjectNode metadata = JsonNodeFactory.instance
                .objectNode()
                .put("mapping", mapping.name())
                .put("sync_id", UUID.randomUUID().toString())
                .put("rule", "values_erased")
                .put("by", by);
        ArrayNode rows = metadata.putArray("erased_rows");
        ids.forEach(rows::add);
        tx.update(
                Unsealed.with(mapping.audit().table(), TELL.replace(AuditTables.PLACE, table)),
                mapping.audit().resourceType(),
                names.getFirst(),
                metadata.toString());
        return ids.size();
    }

    private static List<Long> rows(Tx tx, TableMapping mapping, List<String> names, int most) throws SQLException {
        String table = Quoted.table(mapping.audit().table());
        return tx.all(
                ROWS.replace(AuditTables.PLACE, table),
                row -> row.getLong("id"),
                mapping.audit().resourceType(),
                names,
                mapping.name(),
                table,
                most);
    }
}
