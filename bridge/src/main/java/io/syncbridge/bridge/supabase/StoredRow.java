package io.syncbridge.bridge.supabase;

import io.syncbridge.codec.Decoded;

/**
 * A row as the database holds it.
 *
 * @param version its xmin: another one means somebody wrote the row since
 * @param content the mapped fields, or why they cannot be read
 */
public record StoredRow(String version, Decoded content) {}
