-- What each full comparison found. One row per mapping: the last complete one, and the last attempt.
create table if not exists bridge.sweep (
  mapping        text primary key,
  started_at     timestamptz not null,
  finished_at    timestamptz,                        -- null while it runs, or when it could not finish
  supabase_rows  bigint not null default 0,
  zapier_records bigint not null default 0,
  found          bigint not null default 0,          -- records that differed and that nobody had announced
  trouble        text,                               -- why the last one could not finish
  complete_at    timestamptz,                        -- when the last complete one ended
  complete_found bigint
);
alter table bridge.sweep enable row level security;

-- Recurring jobs, each run by one instance at a time. The layout is db-scheduler's own.
create table if not exists bridge.scheduled_tasks (
  task_name            text not null,
  task_instance        text not null,
  task_data            bytea,
  execution_time       timestamptz not null,
  picked               boolean not null,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint not null,
  priority             smallint,
  primary key (task_name, task_instance)
);
create index if not exists scheduled_tasks_execution_time on bridge.scheduled_tasks (execution_time);
create index if not exists scheduled_tasks_last_heartbeat on bridge.scheduled_tasks (last_heartbeat);
alter table bridge.scheduled_tasks enable row level security;
