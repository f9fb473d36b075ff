-- What a tenant's agent may do how often. Apart from public.rate_limits, which counts services of the whole project.

do $migration$
begin
  if to_regclass('public.agent_rate_limits') is null then
    create table public.agent_rate_limits (
      id uuid not null default gen_random_uuid(),
      tenant_id uuid not null,
      action_type text not null,
      window_start timestamptz not null,
      action_count integer not null default 0,
      max_count integer not null,
      updated_at timestamptz not null default now(),
      constraint agent_rate_limits_pkey primary key (id),
      constraint agent_rate_limits_window_key unique (tenant_id, action_type, window_start),
      constraint agent_rate_limits_count_check check (action_count >= 0),
      constraint agent_rate_limits_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    -- The unique index serves (tenant, type, newest window) too, read backwards; the second one is in the spec's list.
    create index idx_rate_limits_tenant_type on public.agent_rate_limits (tenant_id, action_type, window_start desc);
    create index idx_rate_limits_cleanup on public.agent_rate_limits (window_start);
    create trigger agent_rate_limits_set_updated_at before update on public.agent_rate_limits
      for each row execute function bridge.pack_set_updated_at();
    call bridge.pack_protect(
      'agent_rate_limits', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on table public.agent_rate_limits is 'Actions per tenant, type and hour; counted by a function only';
  else
    raise notice 'public.agent_rate_limits exists and is left as it is';
  end if;

  -- One upsert decides and counts under the row's lock. Windows are hours of UTC. A refused call is not counted.
  if to_regprocedure('public.check_and_increment_rate_limit(uuid, text, integer)') is null then
    create function public.check_and_increment_rate_limit(p_tenant_id uuid, p_action_type text, p_max_count integer)
    returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    declare
      counted integer;
    begin
      insert into public.agent_rate_limits as r (tenant_id, action_type, window_start, action_count, max_count)
      select p_tenant_id, p_action_type,
        date_bin(interval '1 hour', clock_timestamp(), timestamptz '2001-01-01 00:00:00+00'), 1, p_max_count
      where p_max_count >= 1
      on conflict (tenant_id, action_type, window_start) do update
        set action_count = r.action_count + 1, max_count = excluded.max_count
        where r.action_count < excluded.max_count
      returning r.action_count into counted;
      return counted is not null;
    end
    $body$;
    call bridge.pack_service_only('public.check_and_increment_rate_limit(uuid, text, integer)');
  end if;
end
$migration$;
