package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Audit entries as a sync into Supabase makes them. */
public final class Entries {
    private Entries() {}

    /** A synced record that came to hold this. */
    public static AuditTrail.Entry synced(String key, String syncId, Optional<Instant> sourceTime, Row content) {
        return entry(AuditTrail.Event.SYNCED, key, syncId, sourceTime, "zapier_changed", content);
    }

    /** A synced record of whose fields one is told. */
    public static AuditTrail.Entry synced(
            String key, String syncId, Optional<Instant> sourceTime, String field, String text) {
        return synced(key, syncId, sourceTime, new Row(new TreeMap<>(Map.of(field, new FieldValue.Text(text)))));
    }

    /** A record that could not be synced, for this reason. */
    public static AuditTrail.Entry failed(String key, String syncId, String reason) {
        return entry(AuditTrail.Event.FAILED, key, syncId, Optional.empty(), reason, Row.NONE);
    }

    private static AuditTrail.Entry entry(
            AuditTrail.Event event, String key, String syncId, Optional<Instant> sourceTime, String rule, Row content) {
        return new AuditTrail.Entry(event, Side.SUPABASE, key, syncId, sourceTime, rule, Row.NONE, content, Row.NONE);
    }
}
