-- Orders that the agent checks, and what it could not settle.

do $migration$
declare
  dependent text;
begin
  if to_regclass('public.order_processing_queue') is null then
    create table public.order_processing_queue (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      order_id uuid not null,
      status text not null default 'pending',
      pricing_valid boolean,
      credit_approved boolean,
      requirements_met boolean,
      auto_fix_attempts integer not null default 0,
      validation_results jsonb,
      processed_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint order_processing_queue_pkey primary key (id),
      constraint order_processing_queue_tenant_id_order_id_key unique (tenant_id, order_id),
      constraint order_processing_queue_status_check
        check (status in ('pending', 'processing', 'validated', 'exception', 'completed', 'failed')),
      constraint order_processing_queue_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_order_processing_pending on public.order_processing_queue (tenant_id, created_at)
      where status = 'pending';
    create trigger order_processing_queue_set_updated_at before update on public.order_processing_queue
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'order_processing_queue', 'tenant_id', array['select', 'update'], array['select', 'insert', 'update', 'delete']);
    comment on table public.order_processing_queue is 'Orders to be validated before they go on';
  else
    raise notice 'public.order_processing_queue exists and is left as it is';
  end if;

  if to_regclass('public.order_processing_exceptions') is null then
    create table public.order_processing_exceptions (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      order_id uuid not null,
      exception_type text not null,
      severity text not null default 'warning',
      description text,
      details jsonb,
      resolved boolean not null default false,
      resolved_by text,
      resolved_at timestamptz,
      resolution_notes text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint order_processing_exceptions_pkey primary key (id),
      constraint order_processing_exceptions_severity_check check (severity in ('info', 'warning', 'error', 'critical')),
      constraint order_processing_exceptions_tenant_id_fkey
        foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index idx_order_exceptions_unresolved on public.order_processing_exceptions (tenant_id, created_at desc)
      where resolved = false;
    create trigger order_processing_exceptions_set_updated_at before update on public.order_processing_exceptions
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'order_processing_exceptions', 'tenant_id', array['select', 'update'],
      array['select', 'insert', 'update', 'delete']);
    comment on table public.order_processing_exceptions is 'What a person has to settle for an order';
  else
    raise notice 'public.order_processing_exceptions exists and is left as it is';
  end if;

  -- The table of orders is the application's and no part of this pack. Where there is one that fits, its deletes reach here.
  foreach dependent in array array['order_processing_queue', 'order_processing_exceptions'] loop
    if to_regclass('public.orders') is null
      or exists (select from pg_catalog.pg_constraint where conrelid = ('public.' || dependent)::regclass
                   and conname = dependent || '_order_id_fkey') then
      continue;
    end if;
    begin
      execute format('alter table public.%I add constraint %I foreign key (order_id)'
        ' references public.orders (id) on delete cascade', dependent, dependent || '_order_id_fkey');
    exception when others then
      raise warning 'deleting an order will not reach public.%: %', dependent, sqlerrm;
    end;
  end loop;
end
$migration$;
