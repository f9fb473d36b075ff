package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Audit tables by the quoted names that are stored with their rows. A stored name becomes SQL only by way of the catalog. */
final class AuditTables {
    /** Stands in statements for a table. */
    static final String PLACE = "{audit table}";

    private static final String NAMED = "select to_regclass(?)::text as place";
    private static final String KNOWN = """
            select audit_table from bridge.audit_adoption
            union select audit_table from bridge.mapping_state where audit_table is not null
             order by audit_table
            """;

    private AuditTables() {}

    /** How SQL names it in this session; empty when there is none. */
    static Optional<String> named(Tx tx, String table) throws SQLException {
        return tx.all(NAMED, row -> Optional.ofNullable(row.getString("place")), table)
                .getFirst();
    }

    /** All that hold rows of ours. */
    static List<String> known(Tx tx) throws SQLException {
        return tx.all(KNOWN, row -> row.getString("audit_table"));
    }
}
