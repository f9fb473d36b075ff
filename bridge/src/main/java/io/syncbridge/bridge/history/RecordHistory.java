package io.syncbridge.bridge.history;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.RecordState;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One record for a person who asks: how it stands, and what became of it.
 *
 * @param mapping whose record it is
 * @param asked the id that was asked for, as it was asked
 * @param state what the bookkeeping knows; empty when it has never heard of it
 * @param changes what the audit trail tells, oldest first
 * @param cut true when there may be older rows than those told
 */
public record RecordHistory(
        TableMapping mapping, String asked, Optional<RecordState> state, List<AuditedChange> changes, boolean cut) {

    /** Copies the list. */
    public RecordHistory {
        changes = List.copyOf(changes);
    }

    /**
     * Reads it.
     *
     * @param id the record's key in any spelling, or its Zapier record id in either case
     * @param most audit rows, the newest
     */
    public static RecordHistory read(Database database, TableMapping mapping, String id, int most) {
        String key = key(mapping, id);
        String zapierId = id.toUpperCase(Locale.ROOT);
        Optional<RecordState> state = RecordState.find(database, mapping, key, zapierId);
        List<String> names = names(key, zapierId, state);
        List<AuditedChange> changes = new AuditHistory(mapping, database).ofRecord(names, most);
        return new RecordHistory(mapping, id, state, changes, changes.size() == most);
    }

    /** All names under which audit rows may tell of a record, its key first where the id is one; the id as in {@link #read}. */
    public static List<String> names(Database database, TableMapping mapping, String id) {
        String key = key(mapping, id);
        String zapierId = id.toUpperCase(Locale.ROOT);
        return names(key, zapierId, RecordState.find(database, mapping, key, zapierId));
    }

    private static List<String> names(String key, String zapierId, Optional<RecordState> state) {
        return Stream.concat(
                        Stream.of(key, zapierId),
                        state.stream().flatMap(known -> Stream.concat(known.key().stream(), known.zapierId().stream())))
                .distinct()
                .toList();
    }

    /** True when anything at all is known of it. */
    public boolean isKnown() {
        return state.isPresent() || !changes.isEmpty();
    }

    /** As the bookkeeping spells it. */
    private static String key(TableMapping mapping, String id) {
        return mapping.key().isEmpty()
                ? id
                : RecordKey.value(mapping, id).flatMap(RecordKey::text).orElse(id);
    }
}
