-- When each feed was last heard, and since when something that must have been announced was not.
create table if not exists bridge.feed (
  mapping    text        not null,
  side       text        not null check (side in ('supabase', 'zapier')),
  heard      bigint      not null default 0,   -- webhooks, messages and captured changes taken in
  heard_at   timestamptz,
  expected   bigint      not null default 0,   -- changes that the other side of the comparison counted
  checked_at timestamptz not null default clock_timestamp(),
  owed_since timestamptz,                      -- a change happened after this moment and nothing was heard since
  silent     boolean     not null default false,
  primary key (mapping, side)
);
-- How far each side's clock is ahead of the bridge's.
create table if not exists bridge.clock_skew (
  side        text primary key check (side in ('supabase', 'zapier')),
  skew_ms     bigint      not null,
  measured_at timestamptz not null default clock_timestamp()
);
alter table bridge.feed enable row level security;
alter table bridge.clock_skew enable row level security;
