-- Tenants and the profiles that say which tenant a user belongs to. Both packs need them.

do $migration$
begin
  if to_regclass('public.tenants') is null then
    create table public.tenants (
      id uuid not null default gen_random_uuid(),
      name text not null,
      plan text not null default 'free',
      agent_enabled boolean not null default false,
      agent_settings jsonb not null default '{}'::jsonb,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint tenants_pkey primary key (id)
    );
    create index tenants_plan_idx on public.tenants (plan);
    create trigger tenants_set_updated_at before update on public.tenants
      for each row execute function bridge.pack_set_updated_at();
    comment on table public.tenants is 'Customers of the platform; deleting one deletes what belongs to it';
    call bridge.pack_protect('tenants', 'id', array['select'], array['select', 'insert', 'update', 'delete']);
    comment on column public.tenants.agent_enabled is 'False stops the autonomous agent for this tenant';
  else
    raise notice 'public.tenants exists; only missing agent columns are added';
    -- Columns with a default: no row of anybody's changes its meaning, and the agent stays off until it is switched on.
    begin
      alter table public.tenants add column if not exists agent_enabled boolean not null default false;
      alter table public.tenants add column if not exists agent_settings jsonb not null default '{}'::jsonb;
    exception when insufficient_privilege then
      raise warning 'public.tenants belongs to another role: columns agent_enabled and agent_settings are not added';
    end;
  end if;

  if to_regclass('public.profiles') is null then
    create table public.profiles (
      id uuid not null,
      tenant_id uuid not null,
      created_at timestamptz not null default now(),
      constraint profiles_pkey primary key (id),
      constraint profiles_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
    );
    create index profiles_tenant_id_idx on public.profiles (tenant_id);
    alter table public.profiles enable row level security;
    comment on table public.profiles is 'Which tenant a user belongs to; id is the user''s id in auth.users';
    -- Nobody writes here but the service: whoever could write his own row could move into any tenant.
    create policy profiles_own_row on public.profiles for select using (
      id = (select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid);
    if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
      revoke all on public.profiles from anon;
    end if;
    if exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
      revoke all on public.profiles from authenticated;
      grant select on public.profiles to authenticated;
    end if;
    if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
      grant select, insert, update, delete on public.profiles to service_role;
      create policy service_role_all on public.profiles to service_role using (true) with check (true);
    end if;
  else
    raise notice 'public.profiles exists and is left as it is';
    if not exists (select from pg_catalog.pg_attribute where attrelid = 'public.profiles'::regclass
                     and attname = 'tenant_id' and not attisdropped) then
      raise warning 'public.profiles has no column tenant_id: only a claim tenant_id in the JWT says whose user somebody is';
    end if;
  end if;
end
$migration$;
