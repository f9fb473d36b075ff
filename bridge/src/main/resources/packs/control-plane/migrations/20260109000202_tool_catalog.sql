-- The tools that a tenant's agent may call. Filled by the catalogue's own job; tenants read.

do $migration$
begin
  if to_regclass('public.tool_catalog') is not null then
    raise notice 'public.tool_catalog exists and is left as it is';
    return;
  end if;
  create table public.tool_catalog (
    id bigserial not null,
    tenant_id uuid not null,
    tool_slug text not null,
    display_name text,
    description text,
    version text not null,
    risk text,
    schema jsonb not null default '{}'::jsonb,
    required_scopes text[] default '{}',
    updated_at timestamptz not null default now(),
    constraint tool_catalog_pkey primary key (id),
    constraint tool_catalog_tenant_id_fkey foreign key (tenant_id) references public.tenants (id) on delete cascade
  );
  create unique index tool_catalog_tenant_slug_version_idx on public.tool_catalog (tenant_id, tool_slug, version);
  create trigger tool_catalog_set_updated_at before update on public.tool_catalog
    for each row execute function bridge.pack_set_updated_at();
  call bridge.pack_protect('tool_catalog', 'tenant_id', array['select'], array['select', 'insert', 'update', 'delete']);
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant usage on sequence public.tool_catalog_id_seq to service_role;
  end if;
  comment on table public.tool_catalog is 'Tools by tenant and version, as the tool provider describes them';
end
$migration$;
