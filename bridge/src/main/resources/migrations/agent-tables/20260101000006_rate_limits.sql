-- Requests counted per service and time window; travels in both directions.

do $migration$
begin
  if to_regclass('public.rate_limits') is not null then
    raise notice 'public.rate_limits exists and is left as it is';
    return;
  end if;

  create table public.rate_limits (
    id uuid not null default gen_random_uuid(),
    service_name varchar(50) not null,
    window_start timestamptz not null,
    request_count int not null default 0,
    quota_limit int not null,
    reset_at timestamptz not null,
    metadata jsonb,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint rate_limits_pkey primary key (id),
    constraint rate_limits_service_name_window_start_key unique (service_name, window_start)
  );

  create trigger rate_limits_set_updated_at before update on public.rate_limits
    for each row execute function public.agent_tables_set_updated_at();

  -- For projects whose default privileges do not open new tables. Whether anon may come near is the project's choice.
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant select, insert, update, delete on public.rate_limits to service_role;
  end if;

  comment on table public.rate_limits is 'Requests per service and time window, against a quota';
  comment on column public.rate_limits.reset_at is 'End of the window, when counting starts anew';
  comment on column public.rate_limits.metadata is 'Free notes such as cost per request or plan';
end
$migration$;
