-- Entries of the audit chain stay as they are, for the tables' owner too: only the salt may go, which makes erased values
-- impossible to guess from their hash. Run again by `bridgectl audit guard`, hence written so that it may be.
create or replace function bridge.audit_chain_append_only() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and tg_level = 'ROW' then
    if old.salt is not null and new.salt is null and to_jsonb(new) - 'salt' = to_jsonb(old) - 'salt' then
      return new;
    end if;
  end if;
  raise exception 'bridge.audit_chain is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege',
      hint = 'bridgectl audit erase erases the values of a record and leaves a proof.';
end
$$;

drop trigger if exists audit_chain_append_only_rows on bridge.audit_chain;
drop trigger if exists audit_chain_append_only_truncate on bridge.audit_chain;
create trigger audit_chain_append_only_rows before update or delete on bridge.audit_chain
  for each row execute function bridge.audit_chain_append_only();
create trigger audit_chain_append_only_truncate before truncate on bridge.audit_chain
  for each statement execute function bridge.audit_chain_append_only();
alter table bridge.audit_chain enable always trigger audit_chain_append_only_rows;
alter table bridge.audit_chain enable always trigger audit_chain_append_only_truncate;

do $$
declare
  visitor text;
begin
  foreach visitor in array array['anon', 'authenticated'] loop
    if exists (select from pg_roles where rolname = visitor) then
      execute format('revoke all on all tables in schema bridge from %I', visitor);
      execute format('revoke all on all functions in schema bridge from %I', visitor);
    end if;
  end loop;
end
$$;
