package io.syncbridge.bridge.supabase;

import io.syncbridge.row.Row;

/**
 * A wanted update of one row.
 *
 * @param key its key as text
 * @param version its xmin as it was read; a row that has another one by now stays as it is
 * @param fields what to set, at least one
 */
public record RowChange(String key, String version, Row fields) {}
