package io.syncbridge.bridge.store;

import io.syncbridge.mapping.TableMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The conflicts that were decided last, read from the audit rows. */
public final class RecentConflicts {
    private static final String READ = """
            select timestamp as at, resource_id, metadata ->> 'mapping' as mapping, metadata ->> 'rule' as rule,
                   metadata ->> 'sync_direction' as direction, metadata ->> 'sync_id' as sync_id,
                   coalesce(metadata -> 'changes', '{}'::jsonb)::text as changes,
                   coalesce(metadata -> 'lost', '{}'::jsonb)::text as lost
              from {audit table}
             where actor = 'sync-bridge' and action = 'sync_conflict_resolved'
               and timestamp > clock_timestamp() - interval '1 day'
             order by timestamp desc limit ?
            """;

    private final Database database;
    private final List<String> queries;

    /** The conflicts of these mappings, wherever their audit rows are. */
    public RecentConflicts(Database database, Collection<TableMapping> mappings) {
        this.database = database;
        this.queries = mappings.stream()
                .map(mapping -> Quoted.table(mapping.audit().table()))
                .distinct()
                .map(table -> READ.replace("{audit table}", table))
                .toList();
    }

    /**
     * One conflict.
     *
     * @param direction which side was written: the other one won
     * @param changes what was written, field to [before, after], as JSON
     * @param lost what was given up, field to value, as JSON
     */
    public record Conflict(
            Instant at,
            String mapping,
            String record,
            String rule,
            String direction,
            String syncId,
            String changes,
            String lost) {}

    /** The newest of the last day. */
    public List<Conflict> newest(int most) {
        return queries.stream()
                .flatMap(query -> database.transaction(tx -> tx.all(query, RecentConflicts::conflict, most)).stream())
                .sorted(Comparator.comparing(Conflict::at).reversed())
                .limit(most)
                .toList();
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        return new Conflict(
                Tx.instant(row, "at").orElse(Instant.EPOCH),
                row.getString("mapping"),
                row.getString("resource_id"),
                row.getString("rule"),
                row.getString("direction"),
                row.getString("sync_id"),
                row.getString("changes"),
                row.getString("lost"));
    }
}
