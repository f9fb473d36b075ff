-- The append-only trail. Row security decides who inserts and reads; that nobody changes it is the next file's work.

do $migration$
declare
  supabase_role name;
begin
  if to_regclass('public.audit_log') is not null then
    raise notice 'public.audit_log exists and is left as it is';
    return;
  end if;

  create table public.audit_log (
    id bigserial,
    timestamp timestamptz not null default now(),
    actor varchar(100) not null,
    actor_type varchar(20) not null,
    action varchar(100) not null,
    resource_type varchar(50),
    resource_id varchar(100),
    metadata jsonb,
    ip_address inet,
    user_agent text,
    session_id varchar(100),
    severity varchar(20) default 'info',
    data_classification varchar(20),
    compliance_tags text[],
    retention_days int default 2555,
    constraint audit_log_pkey primary key (id),
    constraint audit_log_actor_type_check
      check (actor_type in ('human', 'zapier_agent', 'claude_agent', 'system')),
    constraint audit_log_severity_check
      check (severity in ('debug', 'info', 'warning', 'error', 'critical')),
    constraint audit_log_data_classification_check
      check (data_classification in ('public', 'internal', 'confidential', 'restricted'))
  );

  alter table public.audit_log enable row level security;

  create policy audit_log_anyone_inserts on public.audit_log for insert with check (true);

  -- The claim itself instead of auth.jwt(), which only Supabase has; the sub-select is evaluated once per statement.
  create policy audit_log_admins_read on public.audit_log for select using (
    (select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role') in ('admin', 'service_role'));

  -- Supabase's default privileges hand every right on a new table to its API roles, TRUNCATE included.
  foreach supabase_role in array array['anon', 'authenticated', 'service_role']::name[] loop
    if exists (select from pg_catalog.pg_roles where rolname = supabase_role) then
      execute format('revoke all on public.audit_log from %I', supabase_role);
      execute format('grant select, insert on public.audit_log to %I', supabase_role);
      execute format('grant usage on sequence public.audit_log_id_seq to %I', supabase_role);
    end if;
  end loop;

  comment on table public.audit_log is 'Append-only trail of who did what; rows leave only by their own retention';
  comment on column public.audit_log.retention_days is 'Days after timestamp when cleanup_audit_log() may remove it';
end
$migration$;
