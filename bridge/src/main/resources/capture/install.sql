-- Runs as its owner, so that whoever may write the table may be captured; no right is given to anybody.
create or replace function bridge.{function}() returns trigger
language plpgsql
security definer
set search_path = ''
as $capture$
declare
  new_key text;
  old_key text;
begin
  if tg_op = 'UPDATE' then
    -- By bytes: a json column has no equality, and comparing one would make the user's write fail.
    if new *= old then
      return null;
    end if;
  end if;
  -- Should the key column be renamed one day, reading it fails; the user's write must not. Only this is guarded: a block
  -- that writes nothing takes no transaction id, while an insert inside it would take one for each row and slow down
  -- everybody's snapshots.
  begin
    if tg_op in ('INSERT', 'UPDATE') then
      new_key := to_jsonb(new.{key}) #>> '{}';
    end if;
    if tg_op in ('UPDATE', 'DELETE') then
      old_key := to_jsonb(old.{key}) #>> '{}';
    end if;
  exception when others then
    new_key := null;
    old_key := null;
  end;
  -- Without a key it means: look at the whole table.
  insert into bridge.capture (mapping, s_key, origin)
  values ({mapping}, coalesce(new_key, old_key), coalesce(nullif(current_setting('bridge.origin', true), ''), 'supabase'));
  if new_key <> old_key then
    insert into bridge.capture (mapping, s_key) values ({mapping}, old_key);
  end if;
  {notify}
  return null;
end
$capture$;

revoke all on function bridge.{function}() from public;

-- Not for what the bridge itself writes: it knows.
create or replace trigger {rows trigger} after insert or update or delete on {table}
  for each row when ({announced}) execute function bridge.{function}();

create or replace trigger {truncate trigger} after truncate on {table}
  for each statement execute function bridge.{function}();
