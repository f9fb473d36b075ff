-- Row security does not bind the table's owner nor roles that bypass it (service_role), and
-- session_replication_role = replica silences ordinary triggers. Hence triggers that are ENABLE ALWAYS.
--
-- How retention gets through. Any marker that a clean-up function can set, a caller can set as well, so there is none.
-- A row may be deleted when two things hold that the deleting role cannot arrange for itself:
--   1. the row's own retention has passed. It cannot be shortened afterwards, since UPDATE is always refused;
--   2. the deleting role has the rights of the table's owner. cleanup_audit_log() has them as SECURITY DEFINER;
--      an application role has not, not even service_role.
-- The owner deleting expired rows by hand, or by a clean-up job of his own, does what retention allows. An owner or
-- superuser bent on forging can disable the triggers: no SQL stops that, only a log kept elsewhere shows it.

create or replace function public.audit_log_retention_passed(row_time timestamptz, retention_days int) returns boolean
language sql
stable
set search_path = ''
-- The bounds keep the arithmetic inside the range of timestamptz; no retention (null) means some 2,700 years.
return row_time < now() - greatest(0, least(retention_days, 1000000)) * interval '24 hours';

create or replace function public.audit_log_append_only() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW' then
    if public.audit_log_retention_passed(old.timestamp, old.retention_days)
      and pg_has_role((select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage')
    then
      return old;
    end if;
  end if;
  raise exception 'audit_log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege',
      hint = 'Rows past their retention_days are removed by cleanup_audit_log().';
end
$$;

do $migration$
declare
  supabase_role name;
begin
  -- Only an owner can put triggers on a table. Somebody else's audit_log keeps the protection it has.
  if not (select pg_has_role(relowner, 'usage') from pg_catalog.pg_class
          where oid = 'public.audit_log'::regclass) then
    raise warning 'public.audit_log belongs to another role: it is not made append-only';
    return;
  end if;

  if not exists (select from pg_catalog.pg_trigger
                 where tgrelid = 'public.audit_log'::regclass and tgname = 'audit_log_append_only_rows') then
    create trigger audit_log_append_only_rows before update or delete on public.audit_log
      for each row execute function public.audit_log_append_only();
    create trigger audit_log_append_only_truncate before truncate on public.audit_log
      for each statement execute function public.audit_log_append_only();
    alter table public.audit_log enable always trigger audit_log_append_only_rows;
    alter table public.audit_log enable always trigger audit_log_append_only_truncate;
  end if;

  -- An own clean-up function of this name stays; as the owner's it passes the guard for rows that have expired.
  if to_regprocedure('public.cleanup_audit_log()') is not null then
    raise notice 'public.cleanup_audit_log() exists and is left as it is';
    return;
  end if;

  create function public.cleanup_audit_log() returns int
  language plpgsql
  security definer
  set search_path = ''
  as $body$
  declare
    removed int;
  begin
    delete from public.audit_log
    where public.audit_log_retention_passed(timestamp, retention_days);
    get diagnostics removed = row_count;
    return removed;
  end
  $body$;

  comment on function public.cleanup_audit_log() is
    'Removes audit rows past their retention_days; returns how many. Meant for a nightly job';
  revoke all on function public.cleanup_audit_log() from public;
  foreach supabase_role in array array['anon', 'authenticated']::name[] loop
    if exists (select from pg_catalog.pg_roles where rolname = supabase_role) then
      execute format('revoke all on function public.cleanup_audit_log() from %I', supabase_role);
    end if;
  end loop;
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant execute on function public.cleanup_audit_log() to service_role;
  end if;
end
$migration$;
