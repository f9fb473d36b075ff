-- What every pack stands on: tenants, who belongs to which, and how a table is kept to its tenant. Applied before any pack.
--
-- The rule of all packs is that of the agent tables: what stands already is left as it is. A table of the same name keeps
-- its columns, constraints, triggers, policies, rights and rows; a function of the same name and parameters keeps its body.
-- Nothing here asks for a superuser, and nothing for Supabase: on a plain PostgreSQL the API roles and schema auth are absent.

create schema if not exists bridge;
revoke all on schema bridge from public;

-- Sets updated_at on every update. Named apart from functions that other tables of the project may share.
create or replace function bridge.pack_set_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- The tenant of whoever asks: the claim tenant_id of the JWT, else the tenant of the user's profile, else none (and no
-- row is shown). SECURITY DEFINER, since a policy that reads profiles must not be subject to the policies of profiles.
do $migration$
begin
  if to_regprocedure('public.current_tenant_id_uuid()') is not null then
    raise notice 'public.current_tenant_id_uuid() exists and is left as it is';
    return;
  end if;
  create function public.current_tenant_id_uuid() returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  as $body$
  declare
    -- The claims themselves instead of auth.uid(), which only Supabase has and which reads the same setting.
    claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  begin
    if nullif(claims ->> 'tenant_id', '') is not null then
      return (claims ->> 'tenant_id')::uuid;
    end if;
    return (select tenant_id from public.profiles where id = nullif(claims ->> 'sub', '')::uuid);
  end
  $body$;
  comment on function public.current_tenant_id_uuid() is
    'Tenant of the caller by its JWT: claim tenant_id, else the profile of its sub; null for nobody';
end
$migration$;

-- Closes a table that a pack has just made: row security on, a tenant sees its own rows and does to them what is listed,
-- the service does everything that is listed for it, anon nothing. Supabase's default privileges hand every right on a new
-- table to its API roles, TRUNCATE included, so they are taken back first.
create or replace procedure bridge.pack_protect(
  table_name text, owner_column text, tenant_may text[], service_may text[])
language plpgsql
set search_path = ''
as $$
declare
  command text;
  mine text := format('%I = (select public.current_tenant_id_uuid())', owner_column);
begin
  execute format('alter table public.%I enable row level security', table_name);
  foreach command in array tenant_may loop
    execute format('create policy %I on public.%I for %s', 'tenant_isolation_' || command, table_name, command)
      || case when command = 'insert' then '' else format(' using (%s)', mine) end
      || case when command in ('insert', 'update') then format(' with check (%s)', mine) else '' end;
  end loop;
  if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    execute format('revoke all on public.%I from anon', table_name);
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    execute format('revoke all on public.%I from authenticated', table_name);
    execute format('grant %s on public.%I to authenticated', array_to_string(tenant_may, ', '), table_name);
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    execute format('revoke all on public.%I from service_role', table_name);
    execute format('grant %s on public.%I to service_role', array_to_string(service_may, ', '), table_name);
    execute format('create policy service_role_all on public.%I to service_role using (true) with check (true)', table_name);
  end if;
end
$$;
revoke all on procedure bridge.pack_protect(text, text, text[], text[]) from public;

-- A function of a pack for the service alone: PostgREST offers every function of public to everybody otherwise.
create or replace procedure bridge.pack_service_only(signature text)
language plpgsql
set search_path = ''
as $$
declare
  api_role name;
begin
  execute format('revoke all on function %s from public', signature::regprocedure);
  foreach api_role in array array['anon', 'authenticated']::name[] loop
    if exists (select from pg_catalog.pg_roles where rolname = api_role) then
      execute format('revoke all on function %s from %I', signature::regprocedure, api_role);
    end if;
  end loop;
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    execute format('grant execute on function %s to service_role', signature::regprocedure);
  end if;
end
$$;
revoke all on procedure bridge.pack_service_only(text) from public;
