package io.syncbridge.bridge.supabase;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * What the running bridge must be allowed to do with one mapped table, and nothing beyond.
 *
 * @param select columns that are read; {@code xmin}, the row's version, among them
 * @param insert columns that a new row may be given
 * @param update columns that may be changed; never the key
 * @param delete true when rows may be deleted: because deletes travel, or because an undo takes back a creation
 */
public record NeededRights(List<String> select, List<String> insert, List<String> update, boolean delete) {
    /** Columns of an audit row that the bridge writes. */
    public static final List<String> AUDIT_INSERT = List.of(
            "timestamp", "actor", "actor_type", "action", "resource_type", "resource_id", "metadata", "severity");

    /** The rights for a mapping. */
    public static NeededRights of(TableMapping mapping) {
        List<String> read = new ArrayList<>(
                mapping.fields().stream().map(FieldMapping::column).distinct().toList());
        read.add("xmin");
        if (mapping.isMadeInSupabaseOnly()) {
            return new NeededRights(read, List.of(), List.of(), false);
        }
        List<String> written = mapping.fields().stream()
                .filter(field ->
                        field.direction().goesTo(Side.SUPABASE) || field.name().equals(mapping.key()))
                .map(FieldMapping::column)
                .distinct()
                .toList();
        boolean twoWay = mapping.mode() == SyncMode.TWO_WAY;
        List<String> changed = twoWay
                ? mapping.fields().stream()
                        .filter(field -> field.direction().goesTo(Side.SUPABASE)
                                && !field.name().equals(mapping.key()))
                        .map(FieldMapping::column)
                        .distinct()
                        .toList()
                : List.of();
        return new NeededRights(read, written, changed, twoWay);
    }
}
