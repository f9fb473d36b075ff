-- A dead letter is a state of the bookkeeping row, with what a person needs to judge it.
alter table bridge.sync_record
  add column if not exists failing_since timestamptz,                  -- first failure since the last success; time spent on hold is not counted
  add column if not exists stage        text,                          -- where the last parking came from
  add column if not exists fields       text[] not null default '{}',  -- the fields it names
  add column if not exists told         text,                          -- fingerprint of the failure that an audit row tells of; until the next success
  add column if not exists refused      text,                          -- fingerprint of the write that Zapier refused; until the next success
  add column if not exists refused_why  text;

-- The bytes that led to a parked record stay while it is parked; a pass does not read them again unless a person asks.
alter table bridge.hint add column if not exists kept boolean not null default false;

do $$
begin
  if not exists (select from pg_constraint where conname = 'sync_record_stage') then
    alter table bridge.sync_record add constraint sync_record_stage
      check (stage in ('parse', 'map', 'supabase', 'zapier', 'ask'));
  end if;
end
$$;
