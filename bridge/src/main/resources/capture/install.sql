-- Runs as its owner, so that whoever may write the table may be captured; no right is given to anybody.
create or replace function bridge.{function}() returns trigger
language plpgsql
security definer
set search_path = ''
as $capture$
declare
  origin text := coalesce(nullif(current_setting('bridge.origin', true), ''), 'supabase');
  new_key text;
  old_key text;
begin
  if tg_op = 'TRUNCATE' then
    insert into bridge.capture (mapping, origin) values ({mapping}, origin);
  elsif not exists (select from pg_catalog.pg_attribute
                     where attrelid = tg_relid and attname = {key text} and not attisdropped) then
    -- The key column was renamed or dropped. Reading it would fail, and the user's write with it.
    insert into bridge.capture (mapping, origin) values ({mapping}, origin);
  elsif tg_op = 'UPDATE' then
    -- By bytes: a json column has no equality, and comparing one would make the user's write fail.
    if new *= old then
      return null;
    end if;
    new_key := to_jsonb(new.{key}) #>> '{}';
    old_key := to_jsonb(old.{key}) #>> '{}';
    insert into bridge.capture (mapping, s_key, origin) values ({mapping}, new_key, origin);
    if new_key is distinct from old_key then
      insert into bridge.capture (mapping, s_key, origin) values ({mapping}, old_key, origin);
    end if;
  elsif tg_op = 'INSERT' then
    insert into bridge.capture (mapping, s_key, origin) values ({mapping}, to_jsonb(new.{key}) #>> '{}', origin);
  else
    insert into bridge.capture (mapping, s_key, origin) values ({mapping}, to_jsonb(old.{key}) #>> '{}', origin);
  end if;
  {notify}
  return null;
end
$capture$;

revoke all on function bridge.{function}() from public;

create or replace trigger {rows trigger} after insert or update or delete on {table}
  for each row execute function bridge.{function}();

create or replace trigger {truncate trigger} after truncate on {table}
  for each statement execute function bridge.{function}();
