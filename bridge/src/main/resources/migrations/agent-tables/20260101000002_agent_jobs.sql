-- Jobs that people and agents start; travels in both directions.

do $migration$
begin
  if to_regclass('public.agent_jobs') is not null then
    raise notice 'public.agent_jobs exists and is left as it is';
    return;
  end if;

  create table public.agent_jobs (
    id uuid not null default gen_random_uuid(),
    job_type varchar(50) not null,
    status varchar(20) not null default 'queued',
    initiated_by varchar(100),
    initiated_by_type varchar(20),
    parameters jsonb,
    results jsonb,
    error_message text,
    retry_count int default 0,
    created_at timestamptz default now(),
    started_at timestamptz,
    completed_at timestamptz,
    updated_at timestamptz default now(),
    constraint agent_jobs_pkey primary key (id),
    constraint agent_jobs_job_type_check
      check (job_type in ('discovery', 'enrichment', 'qualification', 'delivery', 'manual')),
    constraint agent_jobs_status_check
      check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
    constraint agent_jobs_initiated_by_type_check
      check (initiated_by_type in ('human', 'zapier_agent', 'claude_agent'))
  );

  create trigger agent_jobs_set_updated_at before update on public.agent_jobs
    for each row execute function public.agent_tables_set_updated_at();

  -- For projects whose default privileges do not open new tables. Whether anon may come near is the project's choice.
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant select, insert, update, delete on public.agent_jobs to service_role;
  end if;

  comment on table public.agent_jobs is 'Jobs started by people and agents';
  comment on column public.agent_jobs.initiated_by is 'User id or agent name';
  comment on column public.agent_jobs.parameters is 'Inputs of the job';
  comment on column public.agent_jobs.results is 'Outputs of the job';
end
$migration$;
