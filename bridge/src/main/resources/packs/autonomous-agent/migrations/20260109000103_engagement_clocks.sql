-- Who has to be touched by when. Whether a touch is overdue changes with the clock alone, and a generated column can only
-- follow other columns: so each row says when it was looked at (checked_at, set by every write and moved on by
-- refresh_engagement_compliance), and is_compliant and days_overdue are generated from that moment and the due date.

do $migration$
begin
  if to_regclass('public.engagement_clocks') is not null then
    raise notice 'public.engagement_clocks exists and is left as it is';
    return;
  end if;
  create table public.engagement_clocks (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    client_id uuid,
    contact_id uuid,
    touch_frequency_days integer not null default 21,
    last_touch_at timestamptz,
    last_touch_type text,
    last_touch_by text,
    last_card_id uuid,
    touch_count integer not null default 0,
    next_touch_due timestamptz not null default now() + interval '21 days',
    priority_score numeric(8, 2) not null default 0,
    checked_at timestamptz not null default now(),
    is_compliant boolean generated always as (next_touch_due >= checked_at) stored,
    days_overdue integer generated always as (
      greatest(0, floor(extract(epoch from (checked_at - next_touch_due)) / 86400))::integer) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint engagement_clocks_pkey primary key (id),
    constraint engagement_clocks_subject_check check (num_nonnulls(client_id, contact_id) = 1),
    constraint engagement_clocks_frequency_check check (touch_frequency_days between 1 and 3650),
    constraint engagement_clocks_due_check check (isfinite(next_touch_due)),
    constraint engagement_clocks_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
  );
  create unique index idx_engagement_clocks_client on public.engagement_clocks (tenant_id, client_id)
    where client_id is not null;
  create unique index idx_engagement_clocks_contact on public.engagement_clocks (tenant_id, contact_id)
    where contact_id is not null;
  create index idx_engagement_clocks_tenant_overdue
    on public.engagement_clocks (tenant_id, is_compliant, days_overdue desc);
  create index idx_engagement_clocks_tenant_due on public.engagement_clocks (tenant_id, next_touch_due);
  create index idx_engagement_clocks_tenant_priority
    on public.engagement_clocks (tenant_id, is_compliant, priority_score desc);

  create or replace function bridge.engagement_clock_checked() returns trigger
  language plpgsql
  set search_path = ''
  as $body$
  begin
    new.checked_at := now();
    new.updated_at := now();
    return new;
  end
  $body$;
  create trigger engagement_clocks_checked before insert or update on public.engagement_clocks
    for each row execute function bridge.engagement_clock_checked();
  call bridge.pack_protect(
    'engagement_clocks', 'tenant_id', array['select', 'insert', 'update'], array['select', 'insert', 'update', 'delete']);
  comment on table public.engagement_clocks is 'One row per client or contact: last touch, and when the next is due';
  comment on column public.engagement_clocks.checked_at is 'The moment that is_compliant and days_overdue are true of';
end
$migration$;

do $migration$
begin
  if to_regprocedure('public.update_engagement_clock(uuid, uuid, uuid, text, uuid)') is null then
    create function public.update_engagement_clock(
      p_tenant_id uuid, p_client_id uuid, p_contact_id uuid, p_touch_type text, p_card_id uuid default null)
    returns uuid
    language plpgsql
    set search_path = ''
    as $body$
    declare
      clock uuid;
    begin
      if num_nonnulls(p_client_id, p_contact_id) <> 1 then
        raise exception 'name either a client or a contact' using errcode = 'invalid_parameter_value';
      end if;
      if p_client_id is not null then
        insert into public.engagement_clocks as c
          (tenant_id, client_id, last_touch_at, last_touch_type, last_touch_by, last_card_id, touch_count, next_touch_due)
        values (p_tenant_id, p_client_id, now(), p_touch_type, 'agent', p_card_id, 1, now() + interval '21 days')
        on conflict (tenant_id, client_id) where client_id is not null do update
          set last_touch_at = excluded.last_touch_at, last_touch_type = excluded.last_touch_type,
            last_touch_by = excluded.last_touch_by, last_card_id = coalesce(excluded.last_card_id, c.last_card_id),
            touch_count = c.touch_count + 1, next_touch_due = now() + make_interval(days => c.touch_frequency_days)
        returning c.id into clock;
      else
        insert into public.engagement_clocks as c
          (tenant_id, contact_id, last_touch_at, last_touch_type, last_touch_by, last_card_id, touch_count, next_touch_due)
        values (p_tenant_id, p_contact_id, now(), p_touch_type, 'agent', p_card_id, 1, now() + interval '21 days')
        on conflict (tenant_id, contact_id) where contact_id is not null do update
          set last_touch_at = excluded.last_touch_at, last_touch_type = excluded.last_touch_type,
            last_touch_by = excluded.last_touch_by, last_card_id = coalesce(excluded.last_card_id, c.last_card_id),
            touch_count = c.touch_count + 1, next_touch_due = now() + make_interval(days => c.touch_frequency_days)
        returning c.id into clock;
      end if;
      return clock;
    end
    $body$;
  end if;

  -- The older form, for callers that name an entity by its type.
  if to_regprocedure('public.update_engagement_clock(uuid, text, uuid, text, text, uuid)') is null then
    create function public.update_engagement_clock(
      p_tenant_id uuid, p_entity_type text, p_entity_id uuid, p_touch_type text, p_touch_by text default 'agent',
      p_card_id uuid default null)
    returns uuid
    language plpgsql
    set search_path = ''
    as $body$
    declare
      clock uuid;
    begin
      if p_entity_type in ('client', 'account') then
        clock := public.update_engagement_clock(p_tenant_id, p_entity_id, null::uuid, p_touch_type, p_card_id);
      elsif p_entity_type = 'contact' then
        clock := public.update_engagement_clock(p_tenant_id, null::uuid, p_entity_id, p_touch_type, p_card_id);
      else
        raise exception 'p_entity_type is client, account or contact, not %; ids need a cast to uuid', p_entity_type
          using errcode = 'invalid_parameter_value';
      end if;
      update public.engagement_clocks set last_touch_by = p_touch_by
      where id = clock and last_touch_by is distinct from p_touch_by;
      return clock;
    end
    $body$;
  end if;

  -- Touches only rows that have become something else: a write that changes nothing would travel all the same.
  if to_regprocedure('public.refresh_engagement_compliance(uuid)') is null then
    create function public.refresh_engagement_compliance(p_tenant_id uuid) returns integer
    language plpgsql
    set search_path = ''
    as $body$
    declare
      changed integer;
    begin
      update public.engagement_clocks
      set checked_at = now()
      where tenant_id = p_tenant_id
        and (is_compliant <> (next_touch_due >= now())
          or days_overdue <> greatest(0, floor(extract(epoch from (now() - next_touch_due)) / 86400))::integer);
      get diagnostics changed = row_count;
      return changed;
    end
    $body$;
    call bridge.pack_service_only('public.refresh_engagement_compliance(uuid)');
  end if;

  -- As of now, whenever the rows were last looked at.
  if to_regprocedure('public.get_engagement_violations(uuid)') is null then
    create function public.get_engagement_violations(p_tenant_id uuid)
    returns table (
      clock_id uuid, client_id uuid, contact_id uuid, last_touch_at timestamptz, next_touch_due timestamptz,
      days_overdue integer, priority_score numeric)
    language sql
    stable
    set search_path = ''
    as $body$
      select c.id, c.client_id, c.contact_id, c.last_touch_at, c.next_touch_due,
        floor(extract(epoch from (now() - c.next_touch_due)) / 86400)::integer, c.priority_score
      from public.engagement_clocks c
      where c.tenant_id = p_tenant_id and c.next_touch_due < now()
      order by c.priority_score desc, c.next_touch_due, c.id
    $body$;
  end if;
end
$migration$;
