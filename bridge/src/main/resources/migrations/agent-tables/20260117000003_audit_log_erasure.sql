-- The guard of audit_log lets one update through: the values of one of the bridge's rows are erased, nothing else of it
-- changes, and the salt of their hash in the bridge's chain is gone already. Everything around the values stays and stays
-- provable. The updating role needs the owner's rights, as for deleting what has expired. That an erasure leaves a proof is
-- not for this guard to see but for `bridgectl audit verify`. Run again by `bridgectl audit guard`.

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
  if tg_op = 'UPDATE' and tg_level = 'ROW' then
    if old.actor = 'sync-bridge'
      and to_jsonb(new) - 'metadata' = to_jsonb(old) - 'metadata'
      and new.metadata = (old.metadata - 'changes' - 'lost'
            - case when old.action = 'sync_failed' then 'rule' else 'lost' end) || '{"erased": true}'
      and pg_has_role((select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage')
      and to_regclass('bridge.audit_chain') is not null
    then
      if exists (select from bridge.audit_chain
                  where row_id = old.id and salt is null
                    and audit_table = '"' || replace(tg_table_schema, '"', '""') || '"."' || replace(tg_table_name, '"', '""') || '"')
      then
        return new;
      end if;
    end if;
  end if;
  raise exception 'audit_log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege',
      hint = 'Rows past their retention_days are removed by cleanup_audit_log().';
end
$$;

do $migration$
begin
  -- Somebody else's audit_log keeps the protection it has.
  if not (select pg_has_role(relowner, 'usage') from pg_catalog.pg_class
          where oid = 'public.audit_log'::regclass) then
    raise warning 'public.audit_log belongs to another role: its guard is left as it is';
    return;
  end if;
  drop trigger if exists audit_log_append_only_rows on public.audit_log;
  drop trigger if exists audit_log_append_only_truncate on public.audit_log;
  create trigger audit_log_append_only_rows before update or delete on public.audit_log
    for each row execute function public.audit_log_append_only();
  create trigger audit_log_append_only_truncate before truncate on public.audit_log
    for each statement execute function public.audit_log_append_only();
  alter table public.audit_log enable always trigger audit_log_append_only_rows;
  alter table public.audit_log enable always trigger audit_log_append_only_truncate;
end
$migration$;
