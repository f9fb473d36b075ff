-- What the optional capture triggers (bridgectl setup --capture) leave: one row per changed row of a mapped table, written
-- in the writer's own transaction. So a change is here exactly when it is committed, and survives any crash.
--
-- The trigger only ever inserts. An upsert of the bookkeeping row (bridge.sync_record) would be smaller, and would deadlock:
-- a pass of the bridge locks the bookkeeping row and then the user's row, the user's transaction would lock them the other
-- way round. Nobody waits for an insert of a new row.
--
-- Readers take rows away (delete, skip locked). They never remember a position: ids are given before the commit, so that a
-- reader that asks for "id > last" misses the transaction that took a lower id and commits later.
create table if not exists bridge.capture (
  mapping text        not null,
  id      bigint      generated always as identity,
  s_key   text,                                               -- null: look at the whole table
  xid     xid8        not null default pg_current_xact_id(),
  at      timestamptz not null default clock_timestamp(),
  origin  text        not null default 'supabase',            -- what the writer said in bridge.origin
  primary key (mapping, id)
);
alter table bridge.capture enable row level security;
-- Emptied all the time: without this the index is searched past its own dead entries.
alter table bridge.capture set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- Tables that somebody must compare in full: TRUNCATE, or a row whose key could not be told.
create table if not exists bridge.whole_table_look (
  mapping  text        primary key,
  asked_at timestamptz not null default clock_timestamp()
);
alter table bridge.whole_table_look enable row level security;
