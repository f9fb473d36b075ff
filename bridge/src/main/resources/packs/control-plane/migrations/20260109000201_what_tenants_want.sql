-- What tenants want, what they allow, and which accounts they have linked.

do $migration$
begin
  if to_regclass('public.objectives') is null then
    create table public.objectives (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      title text not null,
      metric text,
      target text,
      horizon text,
      summary text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint objectives_pkey primary key (id),
      constraint objectives_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index objectives_tenant_metric_idx on public.objectives (tenant_id, metric);
    create trigger objectives_set_updated_at before update on public.objectives
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect('objectives', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.objectives is 'What a tenant wants to reach, by which metric and until when';
  else
    raise notice 'public.objectives exists and is left as it is';
  end if;

  if to_regclass('public.guardrails') is null then
    create table public.guardrails (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      quiet_hours jsonb not null default '{}'::jsonb,
      trust_threshold numeric(4, 3),
      scopes jsonb not null default '[]'::jsonb,
      require_evidence boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint guardrails_pkey primary key (id),
      constraint guardrails_trust_threshold_check check (trust_threshold between 0 and 1),
      constraint guardrails_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create unique index guardrails_tenant_uidx on public.guardrails (tenant_id);
    create trigger guardrails_set_updated_at before update on public.guardrails
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'guardrails', 'tenant_id', array['select', 'update'], array['select', 'insert', 'update', 'delete']);
    comment on table public.guardrails is 'What the agent may do for a tenant without asking; one row per tenant';
    comment on column public.guardrails.trust_threshold is 'From 0 (always alone) to 1 (never alone)';
  else
    raise notice 'public.guardrails exists and is left as it is';
  end if;

  if to_regclass('public.connected_accounts') is null then
    create table public.connected_accounts (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      provider text not null,
      status text not null default 'pending',
      scopes text[] default '{}',
      linked_at timestamptz,
      metadata jsonb not null default '{}'::jsonb,
      constraint connected_accounts_pkey primary key (id),
      constraint connected_accounts_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index connected_accounts_tenant_provider_idx on public.connected_accounts (tenant_id, provider);
    call bridge.pack_protect(
      'connected_accounts', 'tenant_id',
      array['select', 'insert', 'update', 'delete'], array['select', 'insert', 'update', 'delete']);
    comment on table public.connected_accounts is 'Accounts elsewhere that a tenant has linked; holds no secrets';
  else
    raise notice 'public.connected_accounts exists and is left as it is';
  end if;
end
$migration$;
