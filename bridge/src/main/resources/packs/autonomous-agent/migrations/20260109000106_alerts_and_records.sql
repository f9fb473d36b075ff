-- What a person must see (alerts), and what is only ever added to: violations, reflections, failures of e-mail.
-- The latter lose UPDATE for everybody but the owner; DELETE stays with the service, for retention.

do $migration$
begin
  if to_regclass('public.agent_alerts') is null then
    create table public.agent_alerts (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      alert_type text not null,
      severity text not null default 'warning',
      title text not null,
      message text,
      metadata jsonb,
      acknowledged boolean not null default false,
      acknowledged_by text,
      acknowledged_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint agent_alerts_pkey primary key (id),
      constraint agent_alerts_severity_check check (severity in ('info', 'warning', 'error', 'critical')),
      constraint agent_alerts_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_agent_alerts_unacked on public.agent_alerts (tenant_id, created_at desc) where acknowledged = false;
    create trigger agent_alerts_set_updated_at before update on public.agent_alerts
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'agent_alerts', 'tenant_id', array['select', 'update'], array['select', 'insert', 'update', 'delete']);
    comment on table public.agent_alerts is 'Alerts for people, who acknowledge them';
  else
    raise notice 'public.agent_alerts exists and is left as it is';
  end if;

  if to_regclass('public.agent_policy_violations') is null then
    create table public.agent_policy_violations (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      run_id uuid,
      violation_type text not null,
      severity text not null default 'warning',
      blocked_action text,
      details jsonb,
      created_at timestamptz not null default now(),
      constraint agent_policy_violations_pkey primary key (id),
      constraint agent_policy_violations_severity_check check (severity in ('info', 'warning', 'error', 'critical')),
      constraint agent_policy_violations_run_id_fkey
        foreign key (run_id) references public.agent_autonomous_runs (id) on delete set null,
      constraint agent_policy_violations_tenant_id_fkey
        foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_policy_violations_tenant on public.agent_policy_violations (tenant_id, created_at desc);
    create index idx_policy_violations_run on public.agent_policy_violations (run_id) where run_id is not null;
    call bridge.pack_protect(
      'agent_policy_violations', 'tenant_id', array['select'], array['select', 'insert', 'delete']);
    comment on table public.agent_policy_violations is 'Actions that a policy has blocked or objected to; append-only';
  else
    raise notice 'public.agent_policy_violations exists and is left as it is';
  end if;

  if to_regclass('public.agent_hourly_reflections') is null then
    create table public.agent_hourly_reflections (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      run_id uuid,
      what_we_did jsonb,
      what_moved jsonb,
      what_got_blocked jsonb,
      what_next jsonb,
      hypotheses jsonb,
      created_at timestamptz not null default now(),
      constraint agent_hourly_reflections_pkey primary key (id),
      constraint agent_hourly_reflections_run_id_fkey
        foreign key (run_id) references public.agent_autonomous_runs (id) on delete set null,
      constraint agent_hourly_reflections_tenant_id_fkey
        foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_hourly_reflections_tenant on public.agent_hourly_reflections (tenant_id, created_at desc);
    create index idx_hourly_reflections_run on public.agent_hourly_reflections (run_id) where run_id is not null;
    call bridge.pack_protect(
      'agent_hourly_reflections', 'tenant_id', array['select'], array['select', 'insert', 'delete']);
    comment on table public.agent_hourly_reflections is 'What a cycle did, moved, was blocked by and will try; append-only';
  else
    raise notice 'public.agent_hourly_reflections exists and is left as it is';
  end if;

  if to_regclass('public.email_provider_failures') is null then
    create table public.email_provider_failures (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      provider text not null,
      error_code text,
      error_message text,
      recipient text,
      created_at timestamptz not null default now(),
      constraint email_provider_failures_pkey primary key (id),
      constraint email_provider_failures_tenant_id_fkey
        foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_email_failures_recent on public.email_provider_failures (tenant_id, created_at desc);
    call bridge.pack_protect(
      'email_provider_failures', 'tenant_id', array['select'], array['select', 'insert', 'delete']);
    comment on table public.email_provider_failures is 'E-mails that a provider did not take; append-only';
  else
    raise notice 'public.email_provider_failures exists and is left as it is';
  end if;

  -- Global, hence without row security as the spec wants it. Instead nobody but the service has any right to it: on
  -- Supabase a table without row security is otherwise open to the whole internet, by the anon key.
  if to_regclass('public.system_config') is null then
    create table public.system_config (
      id uuid not null default gen_random_uuid(),
      key text not null,
      value jsonb,
      description text,
      updated_at timestamptz not null default now(),
      constraint system_config_pkey primary key (id),
      constraint system_config_key_key unique (key)
    );
    create trigger system_config_set_updated_at before update on public.system_config
      for each row execute function bridge.pack_set_updated_at();
    if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
      revoke all on public.system_config from anon;
    end if;
    if exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
      revoke all on public.system_config from authenticated;
    end if;
    if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
      grant select, insert, update, delete on public.system_config to service_role;
    end if;
    comment on table public.system_config is 'Settings of the whole system; no secrets, they would travel to Zapier';
  else
    raise notice 'public.system_config exists and is left as it is';
  end if;
end
$migration$;
