package io.syncbridge.reconcile;

import io.syncbridge.row.Row;
import java.time.Instant;

/** What the Supabase side was seen to hold for one record. */
public sealed interface SupabaseState {

    /** No row. */
    record Absent() implements SupabaseState {}

    /**
     * A row.
     *
     * @param row its mapped fields, all of them stated
     * @param seenAt when the bridge first heard of this state; stands in for a missing version
     */
    record Present(Row row, Instant seenAt) implements SupabaseState {}
}
