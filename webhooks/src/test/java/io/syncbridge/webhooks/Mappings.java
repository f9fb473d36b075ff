package io.syncbridge.webhooks;

import io.syncbridge.mapping.AuditNames;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.util.List;
import java.util.OptionalInt;

/** The mappings the tests speak of. */
final class Mappings {
    static final TableMapping JOBS = twoWay("agent_jobs", "agent_jobs");
    static final TableMapping LIMITS = twoWay("limits", "rate_limits");
    static final TableMapping DECISIONS = twoWay("agent_decisions", "agent_decisions");
    static final TableMapping ZOO = twoWay("type_zoo", "type_zoo");
    static final TableMapping AUDIT =
            mapping("audit_log", "audit_log", SyncMode.APPEND_TO_SUPABASE, "", List.of(text("actor", "Actor")));
    static final List<TableMapping> ALL = List.of(JOBS, LIMITS, DECISIONS, ZOO, AUDIT);

    private Mappings() {}

    static TableMapping twoWay(String name, String table) {
        return mapping(name, table, SyncMode.TWO_WAY, "id", List.of(text("id", "Row Key"), text("status", "Status")));
    }

    private static TableMapping mapping(
            String name, String table, SyncMode mode, String key, List<FieldMapping> fields) {
        SupabaseTable audit = new SupabaseTable("public", "audit_log");
        return new TableMapping(
                name,
                new SupabaseTable("public", table),
                name,
                mode,
                key,
                List.of(),
                List.of(),
                new AuditNames(audit, name + "_synced", name),
                fields);
    }

    private static FieldMapping text(String name, String zapierField) {
        return new FieldMapping(
                name,
                name,
                zapierField,
                new FieldType.Text(OptionalInt.empty()),
                FieldDirection.BOTH,
                false,
                FieldValue.empty());
    }
}
