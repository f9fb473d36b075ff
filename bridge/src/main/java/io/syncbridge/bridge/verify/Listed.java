package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.sweep.SeenRecords;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a listing of Zapier's records showed: 16 bytes a record, and the ids of those that could not be read.
 *
 * @param keys what the key cells stated
 * @param ids the records' ids
 * @param unreadable ids of records in a form that the API does not promise
 */
record Listed(SeenRecords keys, SeenRecords ids, Set<String> unreadable) {
    static Listed nothing() {
        return new Listed(new SeenRecords(), new SeenRecords(), new LinkedHashSet<>());
    }

    long records() {
        return (long) ids.count() + unreadable.size();
    }
}
