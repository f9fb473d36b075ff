-- Counting against a quota, safe for callers at the same moment: one upsert decides and counts under the row's lock,
-- so that of any number of callers exactly as many pass as the quota has room.
--
-- Existing functions. One that has the same name, parameters and result is replaced: same contract, and the version
-- in circulation reads first and updates later, which lets two callers pass at once. One that differs in parameters or
-- result, or belongs to another role, is somebody's own and stays: the server refuses to replace it and we say so; nor
-- do we put an overload beside it, which would make calls ambiguous. To switch over, drop it and apply this file again.

-- Windows of any length, counted from a fixed Monday: 60 starts on the hour, 1440 at midnight UTC, 10080 on Mondays.
create or replace function public.agent_rate_limit_window(moment timestamptz, window_minutes int) returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
begin
  if window_minutes < 1 then
    raise exception 'p_window_minutes must be at least 1, not %', window_minutes
      using errcode = 'invalid_parameter_value';
  end if;
  return date_bin(make_interval(mins => window_minutes), moment, timestamptz '2001-01-01 00:00:00+00');
end
$$;

-- Counts p_increment requests if all of them fit; returns the count after, null when they do not fit.
create or replace function public.agent_rate_limit_count(
  p_service_name varchar, p_quota_limit int, p_window_start timestamptz, p_reset_at timestamptz, p_increment int)
returns int
language plpgsql
set search_path = ''
as $$
declare
  counted int;
begin
  insert into public.rate_limits as r (service_name, window_start, request_count, quota_limit, reset_at)
  select p_service_name, p_window_start, p_increment, p_quota_limit, p_reset_at
  where p_quota_limit >= p_increment
  on conflict (service_name, window_start) do update
    set request_count = r.request_count + excluded.request_count,
      quota_limit = excluded.quota_limit,
      -- Windows of two lengths may start together; keep the row until the longer one ends.
      reset_at = greatest(r.reset_at, excluded.reset_at)
    where r.request_count <= excluded.quota_limit - excluded.request_count
  returning r.request_count into counted;
  if counted is null then
    update public.rate_limits set quota_limit = p_quota_limit
    where service_name = p_service_name and window_start = p_window_start and quota_limit <> p_quota_limit;
  end if;
  return counted;
end
$$;

do $migration$
declare
  wanted record;
begin
  for wanted in
    select * from (values

('check_rate_limit', 'character varying, integer, integer', $function$
create or replace function public.check_rate_limit(
  p_service_name varchar, p_quota_limit int, p_window_minutes int default 60)
returns table (allowed boolean, remaining int, reset_at timestamptz)
language plpgsql
set search_path = ''
as $body$
declare
  -- The wall clock: now() stands still inside a transaction, which may outlive its window.
  window_start timestamptz := public.agent_rate_limit_window(clock_timestamp(), p_window_minutes);
  window_end timestamptz := window_start + make_interval(mins => p_window_minutes);
  counted int := public.agent_rate_limit_count(p_service_name, p_quota_limit, window_start, window_end, 1);
begin
  return query select counted is not null, coalesce(p_quota_limit - counted, 0), window_end;
end
$body$
$function$),

('increment_rate_limit', 'character varying, integer, integer, integer', $function$
create or replace function public.increment_rate_limit(
  p_service_name varchar, p_quota_limit int, p_window_minutes int default 60, p_increment int default 1)
returns boolean
language plpgsql
set search_path = ''
as $body$
declare
  window_start timestamptz := public.agent_rate_limit_window(clock_timestamp(), p_window_minutes);
  window_end timestamptz := window_start + make_interval(mins => p_window_minutes);
begin
  if p_increment < 1 then
    raise exception 'p_increment must be at least 1, not %', p_increment using errcode = 'invalid_parameter_value';
  end if;
  return public.agent_rate_limit_count(p_service_name, p_quota_limit, window_start, window_end, p_increment)
    is not null;
end
$body$
$function$),

('reset_rate_limit', 'character varying', $function$
create or replace function public.reset_rate_limit(p_service_name varchar)
returns void
language sql
set search_path = ''
as $body$
  update public.rate_limits set request_count = 0
  where service_name = p_service_name and reset_at > clock_timestamp() and request_count <> 0
$body$
$function$),

('cleanup_old_rate_limits', '', $function$
create or replace function public.cleanup_old_rate_limits()
returns int
language plpgsql
set search_path = ''
as $body$
declare
  removed int;
begin
  delete from public.rate_limits where reset_at < clock_timestamp() - interval '168 hours';
  get diagnostics removed = row_count;
  return removed;
end
$body$
$function$)

    ) as functions (name, parameters, definition)
  loop
    if exists (select from pg_catalog.pg_proc
               where pronamespace = 'public'::regnamespace and proname = wanted.name
                 and oidvectortypes(proargtypes) <> wanted.parameters) then
      raise warning 'public.% exists with other parameters and is left as it is', wanted.name;
      continue;
    end if;
    begin
      execute wanted.definition;
    exception when invalid_function_definition or wrong_object_type or insufficient_privilege then
      raise warning 'public.% exists and is left as it is: %', wanted.name, sqlerrm;
    end;
  end loop;
end
$migration$;
