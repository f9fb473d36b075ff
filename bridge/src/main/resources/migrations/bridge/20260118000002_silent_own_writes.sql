-- The bridge's own writes need no announcement: what it wrote and what it knows of it were one transaction. Triggers that
-- setup makes stay silent for them. What a silent feed should have said can then only be told from PostgreSQL's row counts
-- once the own writes are taken off: each of the bridge's transactions leaves here how many rows it wrote, and the watch over
-- the feeds takes the lines away.
create table if not exists bridge.own_write (
  mapping text   not null,
  n_rows  bigint not null check (n_rows > 0)
);
-- Emptied every few seconds: vacuum by number, not by share of a table that is mostly empty.
alter table bridge.own_write set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);
alter table bridge.own_write enable row level security;
alter table bridge.feed
  add column if not exists counted    bigint,                      -- PostgreSQL's count of written rows at the last check
  add column if not exists own_unseen bigint not null default 0;   -- own writes that this count does not show yet: it may be late

do $$
declare
  visitor text;
begin
  foreach visitor in array array['anon', 'authenticated'] loop
    if exists (select from pg_roles where rolname = visitor) then
      execute format('revoke all on bridge.own_write from %I', visitor);
    end if;
  end loop;
end
$$;
