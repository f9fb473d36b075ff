-- The scheduler: cycles of a tenant's agent, and the lock that lets one run at a time.

do $migration$
begin
  if to_regclass('public.agent_autonomous_runs') is null then
    create table public.agent_autonomous_runs (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      status text not null default 'running',
      plan_output jsonb,
      act_output jsonb,
      react_output jsonb,
      reflect_output jsonb,
      actions_planned integer not null default 0,
      actions_executed integer not null default 0,
      emails_sent integer not null default 0,
      cards_created integer not null default 0,
      error_message text,
      duration_ms bigint,
      started_at timestamptz default now(),
      completed_at timestamptz,
      updated_at timestamptz not null default now(),
      constraint agent_autonomous_runs_pkey primary key (id),
      constraint agent_autonomous_runs_status_check check (status in ('running', 'completed', 'failed', 'cancelled')),
      constraint agent_autonomous_runs_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_autonomous_runs_tenant_started on public.agent_autonomous_runs (tenant_id, started_at desc);
    create index idx_autonomous_runs_tenant_status on public.agent_autonomous_runs (tenant_id, status);
    create index idx_autonomous_runs_running on public.agent_autonomous_runs (tenant_id) where status = 'running';
    create trigger agent_autonomous_runs_set_updated_at before update on public.agent_autonomous_runs
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'agent_autonomous_runs', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.agent_autonomous_runs is 'One row per cycle: plan, act, react, reflect';
  else
    raise notice 'public.agent_autonomous_runs exists and is left as it is';
  end if;

  if to_regclass('public.agent_tenant_locks') is null then
    create table public.agent_tenant_locks (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      locked_by text not null,
      lock_type text not null default 'autonomous_cycle',
      locked_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz not null,
      constraint agent_tenant_locks_pkey primary key (id),
      constraint agent_tenant_locks_tenant_id_key unique (tenant_id),
      constraint agent_tenant_locks_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_tenant_locks_expires on public.agent_tenant_locks (expires_at);
    call bridge.pack_protect(
      'agent_tenant_locks', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.agent_tenant_locks is 'Who works for a tenant now; taken and given back by functions only';
    comment on column public.agent_tenant_locks.id is 'New with every lock taken: names this one, not the tenant''s last';
  else
    raise notice 'public.agent_tenant_locks exists and is left as it is';
  end if;
end
$migration$;
