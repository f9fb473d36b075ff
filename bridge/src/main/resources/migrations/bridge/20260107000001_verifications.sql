-- What the last comparison of both sides with each other found. One row per mapping; names of records and fields, no values.
create table if not exists bridge.verification (
  mapping        text primary key,
  ended_at       timestamptz not null,                       -- of the latest attempt
  trouble        text,                                       -- why the latest attempt could not finish
  complete_at    timestamptz,                                -- when the last complete one ended
  took_ms        bigint not null default 0,
  supabase_rows  bigint not null default 0,
  zapier_records bigint not null default 0,
  differing      bigint not null default 0,                  -- records that differed in the last complete one
  on_their_way   bigint not null default 0,                  -- records that were being worked on all the while
  fields         jsonb  not null default '{}'::jsonb,        -- field: in how many of the listed records it differed
  differences    jsonb  not null default '[]'::jsonb         -- at most 100: record, kind, state, fields
);
alter table bridge.verification enable row level security;
