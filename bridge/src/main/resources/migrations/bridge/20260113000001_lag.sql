-- How late changes arrived, counted by the minute in buckets that grow by a fifth each; all instances add to one row.
create table if not exists bridge.lag_minute (
  minute     timestamptz not null,
  mapping    text        not null,
  direction  text        not null,
  counts     bigint[]    not null,
  last_ms    bigint      not null,
  last_at    timestamptz not null,
  primary key (minute, mapping, direction)
);
create index if not exists lag_minute_latest on bridge.lag_minute (mapping, direction, minute desc);
alter table bridge.lag_minute enable row level security;
