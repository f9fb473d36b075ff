package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.supabase.MappedTable;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.mapping.TableMapping;

/**
 * A mapping connected to both its tables.
 *
 * @param mapping the mapping, without optional fields that the Zapier table lacks
 * @param zapierTableId the Zapier table's ULID
 * @param zapier reads and writes its records' data
 * @param supabase the PostgreSQL table
 */
public record Link(TableMapping mapping, String zapierTableId, ZapierJson zapier, MappedTable supabase) {}
