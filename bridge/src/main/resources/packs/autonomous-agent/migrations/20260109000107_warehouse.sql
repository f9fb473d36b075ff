-- What happened, what it shows, and what is tried because of it.

do $migration$
begin
  if to_regclass('public.warehouse_events') is null then
    create table public.warehouse_events (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      event_type text not null,
      entity_type text,
      entity_id text,
      payload jsonb,
      source text,
      occurred_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      constraint warehouse_events_pkey primary key (id),
      constraint warehouse_events_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_warehouse_events_tenant_type on public.warehouse_events (tenant_id, event_type, occurred_at desc);
    call bridge.pack_protect('warehouse_events', 'tenant_id', array['select'], array['select', 'insert', 'delete']);
    comment on table public.warehouse_events is 'Events of the system, for analysis; append-only';
  else
    raise notice 'public.warehouse_events exists and is left as it is';
  end if;

  if to_regclass('public.client_patterns') is null then
    create table public.client_patterns (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      client_id uuid,
      pattern_type text not null,
      description text,
      pattern_data jsonb,
      confidence numeric(4, 3),
      evidence_count integer not null default 0,
      is_active boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint client_patterns_pkey primary key (id),
      constraint client_patterns_confidence_check check (confidence between 0 and 1),
      constraint client_patterns_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_client_patterns_tenant on public.client_patterns (tenant_id, pattern_type) where is_active;
    create trigger client_patterns_set_updated_at before update on public.client_patterns
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'client_patterns', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.client_patterns is 'Patterns of behaviour that events show, and how sure that is';
  else
    raise notice 'public.client_patterns exists and is left as it is';
  end if;

  if to_regclass('public.success_strategies') is null then
    create table public.success_strategies (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      name text not null,
      description text,
      evidence jsonb,
      effectiveness_score numeric(4, 3),
      times_used integer not null default 0,
      times_successful integer not null default 0,
      is_active boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint success_strategies_pkey primary key (id),
      constraint success_strategies_score_check check (effectiveness_score between 0 and 1),
      constraint success_strategies_use_check check (times_successful between 0 and times_used),
      constraint success_strategies_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_success_strategies_tenant on public.success_strategies (tenant_id, effectiveness_score desc)
      where is_active;
    create trigger success_strategies_set_updated_at before update on public.success_strategies
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'success_strategies', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.success_strategies is 'What is recommended, on which evidence, and how well it worked';
  else
    raise notice 'public.success_strategies exists and is left as it is';
  end if;
end
$migration$;
