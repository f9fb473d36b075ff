-- How far the first sync of each mapping's records has come, so that one that was killed goes on where it was. What was done
-- stands in bridge.sync_record itself: a cursor that is lost, or set back, costs reading and nothing else.
create table if not exists bridge.backfill (
  mapping     text        primary key,
  started_at  timestamptz not null default clock_timestamp(),
  finished_at timestamptz,                      -- both sides were read to the end
  z_table_id  text        not null,             -- the table that the cursor belongs to
  z_cursor    text,                             -- of the next page to read; null: the first
  z_done      boolean     not null default false,
  s_after     text                              -- the last row that was looked at, by key; null: none yet
);
alter table bridge.backfill enable row level security;
