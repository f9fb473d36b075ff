-- The control plane's audit trail. The page that asks for it calls it audit_log; that name belongs to the agent tables,
-- where the bridge writes its own trail and whose columns differ. Two tables, so that neither loses a NOT NULL or a policy.

do $migration$
begin
  if to_regclass('public.control_plane_audit_log') is not null then
    raise notice 'public.control_plane_audit_log exists and is left as it is';
    return;
  end if;
  create table public.control_plane_audit_log (
    id bigint generated always as identity,
    tenant_id uuid,
    actor_type text not null,
    actor_id text,
    category text not null,
    payload jsonb not null default '{}'::jsonb,
    created_at timestamptz not null default now(),
    constraint control_plane_audit_log_pkey primary key (id)
    -- No foreign key: what was done for a tenant stays on record when the tenant goes.
  );
  create index audit_log_tenant_created_idx on public.control_plane_audit_log (tenant_id, created_at desc);
  call bridge.pack_protect('control_plane_audit_log', 'tenant_id', array['select'], array['select', 'insert']);

  -- Rights alone do not bind the owner nor a role that is given them later.
  create or replace function bridge.pack_append_only() returns trigger
  language plpgsql
  set search_path = ''
  as $body$
  begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
  end
  $body$;
  create trigger control_plane_audit_log_append_only before update or delete or truncate on public.control_plane_audit_log
    for each statement execute function bridge.pack_append_only();
  alter table public.control_plane_audit_log enable always trigger control_plane_audit_log_append_only;
  comment on table public.control_plane_audit_log is 'Append-only trail of the control plane; category auth_policy: a changed policy';
end
$migration$;
