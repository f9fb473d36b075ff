package io.syncbridge.bridge.history;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.JsonText;
import io.syncbridge.mapping.TableMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit rows that the bridge wrote about one mapping's records, oldest first. Rows that retention removed are gone. */
public final class AuditHistory {
    private static final String SELECT = """
            select timestamp as at, action, resource_id, metadata::text as metadata from {audit table}
             where actor = 'sync-bridge' and resource_type = ? and metadata ->> 'mapping' = ? and
            """;

    private final TableMapping mapping;
    private final Database database;
    private final String select;

    /** The history in the audit table that the mapping names. */
    public AuditHistory(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
        this.select =
                SELECT.replace("{audit table}", Quoted.table(mapping.audit().table()));
    }

    /** The newest {@code most} rows about a record, by any of its names: key, Zapier id. */
    public List<AuditedChange> ofRecord(List<String> names, int most) {
        return query(" resource_id = any(?) order by timestamp desc limit ?", names, most)
                .reversed();
    }

    /** Everything written under one sync id: one write, or a run of undo. */
    public List<AuditedChange> ofSync(String syncId) {
        return query(" metadata ->> 'sync_id' = ? order by timestamp", syncId);
    }

    /** Up to {@code most} rows written from a moment on and before another. */
    public List<AuditedChange> between(Instant since, Instant until, int most) {
        return query(" timestamp >= ? and timestamp < ? order by timestamp limit ?", since, until, most);
    }

    /** The first row after a moment that tells of a change of this field. */
    public Optional<AuditedChange> nextWrite(String record, String field, Instant after) {
        return query(
                        " resource_id = ? and timestamp > ? and jsonb_exists(metadata -> 'changes', ?)"
                                + " order by timestamp limit 1",
                        record,
                        after,
                        field)
                .stream()
                .findFirst();
    }

    private List<AuditedChange> query(String condition, Object... parameters) {
        Object[] all = new Object[parameters.length + 2];
        all[0] = mapping.audit().resourceType();
        all[1] = mapping.name();
        System.arraycopy(parameters, 0, all, 2, parameters.length);
        return database.transaction(tx -> tx.all(select + condition, AuditHistory::change, all));
    }

    private static AuditedChange change(ResultSet row) throws SQLException {
        String metadata = row.getString("metadata");
        return AuditedChange.of(
                Tx.instant(row, "at").orElse(Instant.EPOCH),
                row.getString("action"),
                row.getString("resource_id"),
                JsonText.parse(metadata).orElseThrow(() -> new IllegalStateException("jsonb that does not parse")));
    }
}
