-- Indexes that the queries in the field rely on. Compared by what they index, not by name: an existing installation
-- has most of them under names of its own, and a second copy would only cost writes. A unique constraint's index
-- counts, so rate_limits (service_name, window_start) is normally there already.

do $migration$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('agent_jobs', '', 'idx_agent_jobs_status_job_type', '(status, job_type)'),
      ('agent_jobs', '', 'idx_agent_jobs_created_at', '(created_at DESC)'),
      ('agent_jobs', '', 'idx_agent_jobs_initiated_by', '(initiated_by)'),
      ('agent_decisions', '', 'idx_agent_decisions_lead_id_decision_type', '(lead_id, decision_type)'),
      ('agent_decisions', '', 'idx_agent_decisions_agent_name', '(agent_name)'),
      ('agent_decisions', '', 'idx_agent_decisions_overridden_by',
        '(overridden_by) WHERE (overridden_by IS NOT NULL)'),
      ('audit_log', '', 'idx_audit_log_timestamp', '("timestamp" DESC)'),
      ('audit_log', '', 'idx_audit_log_resource', '(resource_type, resource_id)'),
      ('rate_limits', 'unique', 'idx_rate_limits_service_name_window_start', '(service_name, window_start)')
    ) as indexes (table_name, uniqueness, name, definition)
  loop
    if exists (select from pg_catalog.pg_indexes
               where schemaname = 'public' and tablename = wanted.table_name
                 and indexdef like format('CREATE %s%%', upper(wanted.uniqueness))
                 and (indexname = wanted.name
                   or right(indexdef, length(wanted.definition) + 6) = 'btree ' || wanted.definition)) then
      continue;
    end if;
    begin
      execute format('create %s index %I on public.%I %s',
        wanted.uniqueness, wanted.name, wanted.table_name, wanted.definition);
    exception when undefined_column or unique_violation or insufficient_privilege then
      -- Another shape, duplicates or another owner: an index is no reason to stop somebody's set-up.
      raise warning 'index % is not created: %', wanted.name, sqlerrm;
    end;
  end loop;
end
$migration$;
