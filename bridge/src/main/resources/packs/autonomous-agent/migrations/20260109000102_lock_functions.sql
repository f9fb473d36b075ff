-- Locks of tenants. One statement takes a lock, under the lock of the row: of any number of callers at once one wins, also
-- when the lock that stood there has just expired. The wall clock, since now() stands still in a long transaction.
--
-- The spec has these functions in two forms, from two migrations; both are here. Where both could be meant by a call that
-- names its arguments, the parameters have other names.

do $migration$
begin
  if to_regprocedure('public.acquire_tenant_lock(uuid, text, text, integer)') is null then
    create function public.acquire_tenant_lock(
      p_tenant_id uuid, p_locked_by text, p_lock_type text default 'autonomous_cycle',
      p_lock_duration_minutes integer default 30)
    returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    declare
      taken uuid;
    begin
      if p_lock_duration_minutes is null or p_lock_duration_minutes not between 1 and 1440 then
        raise exception 'a lock lasts 1 to 1440 minutes, not %', p_lock_duration_minutes
          using errcode = 'invalid_parameter_value';
      end if;
      insert into public.agent_tenant_locks as l (tenant_id, locked_by, lock_type, locked_at, expires_at)
      values (p_tenant_id, p_locked_by, p_lock_type, clock_timestamp(),
        clock_timestamp() + make_interval(mins => p_lock_duration_minutes))
      on conflict (tenant_id) do update
        set id = excluded.id, locked_by = excluded.locked_by, lock_type = excluded.lock_type,
          locked_at = excluded.locked_at, expires_at = excluded.expires_at
        where l.expires_at <= clock_timestamp()
      returning l.id into taken;
      return taken is not null;
    end
    $body$;
    call bridge.pack_service_only('public.acquire_tenant_lock(uuid, text, text, integer)');
  end if;

  if to_regprocedure('public.acquire_tenant_lock(uuid, text, integer)') is null then
    create function public.acquire_tenant_lock(p_tenant_id uuid, p_locked_by text, p_minutes integer) returns boolean
    language sql
    set search_path = ''
    as $body$
      select public.acquire_tenant_lock(p_tenant_id, p_locked_by, 'autonomous_cycle'::text, p_minutes)
    $body$;
    call bridge.pack_service_only('public.acquire_tenant_lock(uuid, text, integer)');
  end if;

  if to_regprocedure('public.release_tenant_lock(uuid, text)') is null then
    create function public.release_tenant_lock(p_tenant_id uuid, p_locked_by text) returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    begin
      delete from public.agent_tenant_locks where tenant_id = p_tenant_id and locked_by = p_locked_by;
      return found;
    end
    $body$;
    call bridge.pack_service_only('public.release_tenant_lock(uuid, text)');
  end if;

  -- With the lock's own id a holder that was too slow does not release the lock it has taken anew since.
  if to_regprocedure('public.release_tenant_lock(uuid, uuid, text)') is null then
    create function public.release_tenant_lock(p_tenant_id uuid, p_lock_id uuid, p_locked_by text) returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    begin
      delete from public.agent_tenant_locks
      where tenant_id = p_tenant_id and id = p_lock_id and locked_by = p_locked_by;
      return found;
    end
    $body$;
    call bridge.pack_service_only('public.release_tenant_lock(uuid, uuid, text)');
  end if;

  -- Never shortens, and never brings an expired lock back: somebody may be about to take it.
  if to_regprocedure('public.extend_tenant_lock(uuid, integer)') is null then
    create function public.extend_tenant_lock(p_tenant_id uuid, p_minutes integer) returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    begin
      if p_minutes is null or p_minutes not between 1 and 1440 then
        raise exception 'a lock lasts 1 to 1440 minutes, not %', p_minutes using errcode = 'invalid_parameter_value';
      end if;
      update public.agent_tenant_locks
      set expires_at = greatest(expires_at, clock_timestamp() + make_interval(mins => p_minutes))
      where tenant_id = p_tenant_id and expires_at > clock_timestamp();
      return found;
    end
    $body$;
    call bridge.pack_service_only('public.extend_tenant_lock(uuid, integer)');
  end if;

  -- The form above extends whoever holds the lock. This one extends one's own.
  if to_regprocedure('public.extend_tenant_lock(uuid, text, integer)') is null then
    create function public.extend_tenant_lock(p_tenant_id uuid, p_locked_by text, p_minutes integer) returns boolean
    language plpgsql
    set search_path = ''
    as $body$
    begin
      -- Holds the row, so that the holder asked about is the holder extended.
      perform from public.agent_tenant_locks where tenant_id = p_tenant_id and locked_by = p_locked_by for update;
      return found and public.extend_tenant_lock(p_tenant_id, p_minutes);
    end
    $body$;
    call bridge.pack_service_only('public.extend_tenant_lock(uuid, text, integer)');
  end if;
end
$migration$;
