-- Tool calls that wait for the worker, and those it gave up.

do $migration$
begin
  if to_regclass('public.outbox') is null then
    create table public.outbox (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      tool_slug text not null,
      arguments jsonb not null default '{}'::jsonb,
      connected_account_id text,
      risk text,
      external_id text,
      trust_context jsonb not null default '{}'::jsonb,
      metadata jsonb not null default '{}'::jsonb,
      status text not null default 'pending',
      attempts integer not null default 0,
      next_run_at timestamptz,
      last_error text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint outbox_pkey primary key (id),
      constraint outbox_attempts_check check (attempts >= 0),
      constraint outbox_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index outbox_tenant_status_idx on public.outbox (tenant_id, status);
    create unique index outbox_external_id_uidx on public.outbox (external_id);
    create trigger outbox_set_updated_at before update on public.outbox
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect('outbox', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.outbox is 'Tool calls to make; the worker takes those with status pending';
    comment on column public.outbox.external_id is 'Name given by whoever asked; the same name is the same call';
  else
    raise notice 'public.outbox exists and is left as it is';
  end if;

  if to_regclass('public.outbox_dlq') is null then
    create table public.outbox_dlq (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      tool_slug text not null,
      arguments jsonb not null default '{}'::jsonb,
      connected_account_id text,
      risk text,
      external_id text,
      trust_context jsonb not null default '{}'::jsonb,
      metadata jsonb not null default '{}'::jsonb,
      status text not null default 'failed',
      attempts integer not null default 0,
      last_error text,
      created_at timestamptz not null default now(),
      moved_at timestamptz not null default now(),
      constraint outbox_dlq_pkey primary key (id),
      constraint outbox_dlq_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index outbox_dlq_tenant_idx on public.outbox_dlq (tenant_id, moved_at desc);
    call bridge.pack_protect('outbox_dlq', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.outbox_dlq is 'Tool calls that the worker gave up; moved back by the worker only';
  else
    raise notice 'public.outbox_dlq exists and is left as it is';
  end if;
end
$migration$;
