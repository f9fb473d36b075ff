-- The bridge's audit rows, chained by hash, so that a row that is altered, removed or slipped in later shows. Writers do not
-- wait for each other: they leave a line here, in their own transaction, and one instance takes the lines into the chain
-- every few seconds. docs/audit.md says what the chain proves; docs/decisions/0006 why it is made this way.

-- Audit rows that are committed, or about to be, and not in the chain yet. A line appears when its writer commits, however
-- late that is, and goes in the transaction that puts the row into the chain: none is missed and none is taken twice.
create table if not exists bridge.audit_unsealed (
  audit_table text   not null,  -- quoted, as SQL names it
  row_id      bigint not null,
  digest      bytea  not null   -- SHA-256 of what was inserted, as this server writes it; needed until the row is sealed
);
create index if not exists audit_unsealed_row on bridge.audit_unsealed (row_id);
-- Every line is inserted once and deleted once: vacuum by number, not by share of a table that is mostly empty.
alter table bridge.audit_unsealed set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);
alter table bridge.audit_unsealed enable row level security;

create table if not exists bridge.audit_chain (
  seq          bigint      not null primary key,  -- from 1, without gaps
  day          date        not null,              -- UTC, of the sealing
  n            integer     not null,              -- within the day, from 1
  audit_table  text        not null,
  row_id       bigint      not null,
  state        text        not null check (state in ('sealed', 'adopted', 'altered', 'missing')),
  sealed_at    timestamptz not null,
  keep_until   bigint,                            -- microseconds since 1970: when the row's own retention allows its removal; null: never
  salt         bytea,                             -- of the values; null once they were erased
  values_hash  bytea       not null,              -- SHA-256 of salt and values
  content_hash bytea       not null,              -- SHA-256 of everything else and values_hash
  hash         bytea       not null,              -- SHA-256 of the entry before, and of this one
  signature    bytea                              -- HMAC of hash with BRIDGE_AUDIT_KEY, on the last entry of a portion
);
create index if not exists audit_chain_row on bridge.audit_chain (row_id);
alter table bridge.audit_chain enable row level security;

-- How far rows from before the chain, or of an older version that still runs, were taken over.
create table if not exists bridge.audit_adoption (
  audit_table text        primary key,
  pass        integer     not null default 1,     -- 1: what stands there; 2: what older instances wrote meanwhile; 3: done
  last_id     bigint      not null default 0,
  through_id  bigint,                             -- the pass ends there; null: not known yet
  boundary    xid8        default pg_current_xact_id(),  -- every transaction before it must have ended first
  open_until  timestamptz not null                -- pass 2 begins then
);
alter table bridge.audit_adoption enable row level security;

comment on table bridge.audit_chain is 'One entry for each audit row of the bridge, chained by hash. bridgectl audit verify reads it';
comment on table bridge.audit_unsealed is 'Audit rows that wait for their place in the chain; empty but for the last seconds';
