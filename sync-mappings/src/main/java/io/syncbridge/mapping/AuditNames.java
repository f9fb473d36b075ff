package io.syncbridge.mapping;

/**
 * How the bridge's audit rows call this table's records.
 *
 * @param table the audit table
 * @param action the action of an applied change, for example {@code agent_job_synced}
 * @param resourceType the resource type, for example {@code job}
 */
public record AuditNames(SupabaseTable table, String action, String resourceType) {}
