-- The bridge's own schema. Nothing here is exposed to the Data API, and no table of the user's is touched.
create schema if not exists bridge;
revoke all on schema bridge from public;

-- One row per record: identity on both sides, what both last agreed on, and whether there is work.
-- Pending, leased and parked are states of this row, so nothing can be in two queues or in none.
create table if not exists bridge.sync_record (
  id          bigint generated always as identity primary key,
  mapping     text        not null,
  s_key       text,                                     -- the Supabase key as text; null until known
  z_id        text,                                     -- the Zapier record's ULID; null until known
  memory      jsonb       not null default '{}'::jsonb, -- base, stamps, attempts in doubt
  wanted      bigint      not null default 0,           -- counts hints, so that none is lost while work is under way
  due_at      timestamptz,                              -- null: nothing to do
  lease_until timestamptz,
  fence       bigint      not null default 0,           -- rises with every lease; a commit under an old one is refused
  tries       integer     not null default 0,
  parked_at   timestamptz,
  reason      text,
  created_at  timestamptz not null default now(),
  constraint sync_record_identity check (s_key is not null or z_id is not null),
  constraint sync_record_parked_or_due check (parked_at is null or due_at is null),
  constraint sync_record_parked_reason check ((parked_at is null) = (reason is null)),
  constraint sync_record_z_id check (z_id ~ '^[A-Z0-9]{26}$'),
  constraint sync_record_s_key_unique unique (mapping, s_key),
  constraint sync_record_z_id_unique unique (mapping, z_id)
);
create index if not exists sync_record_due on bridge.sync_record (mapping, due_at) where due_at is not null;
create index if not exists sync_record_parked on bridge.sync_record (mapping, parked_at) where parked_at is not null;

-- What webhooks said, until the record was looked at. Payloads are text: jsonb would refuse what a person must see.
create table if not exists bridge.hint (
  id            bigint generated always as identity primary key,
  record_id     bigint      not null references bridge.sync_record (id) on delete cascade,
  kind          text        not null check (kind in ('supabase', 'zapier', 'replaced')),
  payload       text,
  overwritten_at timestamptz,
  received_at   timestamptz not null default clock_timestamp(),
  constraint hint_replaced_time check ((kind = 'replaced') = (overwritten_at is not null))
);
create index if not exists hint_record on bridge.hint (record_id);

alter table bridge.sync_record enable row level security;
alter table bridge.hint enable row level security;
-- Rows are updated in place many times; room on the page keeps those updates out of the indexes.
alter table bridge.sync_record set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
