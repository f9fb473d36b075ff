package io.syncbridge.mapping;

import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one table corresponds to on both sides. A value that exists is valid: field names are unique, key, natural key
 * and version name fields of the mapping.
 *
 * @param name the mapping's name; the last part of webhook addresses and the label of metrics
 * @param supabase the PostgreSQL table
 * @param zapierTable the Zapier table's display name, used where no ULID is configured
 * @param mode two-way or append-only
 * @param key the field that identifies a record on both sides; empty for an append-only table without one
 * @param naturalKey fields that are unique together besides the key; may be empty
 * @param tenant the field that says whose a record is; empty for a table that does not tell
 * @param version fields that tell when a record changed; carried along, never content; may be empty
 * @param policy who wins when both sides were edited
 * @param deletes what a delete on one side means for the other
 * @param audit how audit rows call this table
 * @param queue when and by how many workers its due records are worked off
 * @param fields every mapped field, the key included, in the file's order
 */
public record TableMapping(
        String name,
        SupabaseTable supabase,
        String zapierTable,
        SyncMode mode,
        String key,
        List<String> naturalKey,
        Optional<String> tenant,
        List<String> version,
        ConflictPolicy policy,
        DeletePolicy deletes,
        AuditNames audit,
        QueueRules queue,
        List<FieldMapping> fields) {

    /** Copies, and refuses what cannot be a mapping. */
    public TableMapping {
        naturalKey = List.copyOf(naturalKey);
        version = List.copyOf(version);
        fields = List.copyOf(fields);
        Set<String> names = new HashSet<>();
        for (FieldMapping field : fields) {
            require(names.add(field.name()), name, "field '" + field.name() + "' is defined twice");
        }
        if (mode == SyncMode.TWO_WAY) {
            require(names.contains(key), name, "key '" + key + "' is not among its fields");
        }
        for (String part : naturalKey) {
            require(names.contains(part), name, "natural_key '" + part + "' is not among its fields");
        }
        tenant.ifPresent(
                field -> require(names.contains(field), name, "tenant '" + field + "' is not among its fields"));
        require(tenant.isPresent() || !queue.tenantLock(), name, "tenant_lock needs 'tenant: <field>'");
        for (String part : version) {
            require(names.contains(part), name, "version '" + part + "' is not among its fields");
        }
    }

    /** A mapping with the default policies: the newest edit wins, deletes are ignored. */
    public TableMapping(
            String name,
            SupabaseTable supabase,
            String zapierTable,
            SyncMode mode,
            String key,
            List<String> naturalKey,
            List<String> version,
            AuditNames audit,
            List<FieldMapping> fields) {
        this(
                name,
                supabase,
                zapierTable,
                mode,
                key,
                naturalKey,
                Optional.empty(),
                version,
                ConflictPolicy.NEWEST_WINS,
                DeletePolicy.IGNORE,
                audit,
                QueueRules.USUAL,
                fields);
    }

    /** The same mapping under other policies. */
    public TableMapping under(ConflictPolicy conflicts, DeletePolicy deleting) {
        return new TableMapping(
                name,
                supabase,
                zapierTable,
                mode,
                key,
                naturalKey,
                tenant,
                version,
                conflicts,
                deleting,
                audit,
                queue,
                fields);
    }

    /** The same mapping with these fields only; version fields that are not among them go too. */
    public TableMapping withFields(List<FieldMapping> kept) {
        Set<String> names = kept.stream().map(FieldMapping::name).collect(Collectors.toSet());
        List<String> versions = version.stream().filter(names::contains).toList();
        Optional<String> owner = tenant.filter(names::contains);
        QueueRules rules = owner.isPresent() ? queue : new QueueRules(queue.quiet(), false);
        return new TableMapping(
                name,
                supabase,
                zapierTable,
                mode,
                key,
                naturalKey,
                owner,
                versions,
                policy,
                deletes,
                audit,
                rules,
                kept);
    }

    private static void require(boolean holds, String mapping, String message) {
        if (!holds) {
            throw new IllegalArgumentException("mapping " + mapping + ": " + message);
        }
    }

    /** The field of that name; the name must be one of this mapping. */
    public FieldMapping field(String fieldName) {
        for (FieldMapping field : fields) {
            if (field.name().equals(fieldName)) {
                return field;
            }
        }
        throw new IllegalArgumentException("mapping " + name + " has no field '" + fieldName + "'");
    }

    /** True when the field is part of a record's content: everything but the version fields. */
    public boolean isContent(String fieldName) {
        return !version.contains(fieldName);
    }

    /** True when Supabase alone makes and changes records: every field but the key travels to Zapier only. */
    public boolean isMadeInSupabaseOnly() {
        return mode == SyncMode.TWO_WAY
                && fields.size() > 1
                && fields.stream()
                        .filter(field -> !field.name().equals(key))
                        .noneMatch(field -> field.direction().goesTo(Side.SUPABASE));
    }

    /** True when the two values of a field mean the same at the precision both sides keep. */
    public boolean same(String fieldName, FieldValue left, FieldValue right) {
        return field(fieldName).type().same(left, right);
    }

    /** The row as Supabase shall get it: cells without value take the mapping's default, where it has one. */
    public Row withFallbacks(Row row) {
        Row filled = row;
        for (FieldMapping field : fields) {
            if (row.get(field.name()).isBlank() && !field.fallback().isBlank()) {
                filled = filled.with(field.name(), field.fallback());
            }
        }
        return filled;
    }

    /** True when both rows have the same content. */
    public boolean sameContent(Row left, Row right) {
        for (FieldMapping field : fields) {
            if (isContent(field.name()) && !field.same(left, right)) {
                return false;
            }
        }
        return true;
    }
}
