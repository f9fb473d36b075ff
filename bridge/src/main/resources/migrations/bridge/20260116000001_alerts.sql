-- What is wrong, since when, and who was told. Kept here so that neither a restart nor another instance repeats or forgets it.
create table if not exists bridge.alert (
  id         bigint      generated always as identity primary key,
  rule       text        not null,
  subject    text        not null default '',  -- the mapping, feed, side or table it is about; '' for everything together
  since      timestamptz not null,             -- when it was seen first
  seen_at    timestamptz not null,             -- when it was seen last
  opened_at  timestamptz,                      -- when it had lasted long enough to be told; null: not yet
  healed_at  timestamptz,
  told_at    timestamptz,                      -- when people were last told, or reminded
  summary    text        not null,             -- one sentence; no row content, no secret
  remedy     text        not null,
  constraint alert_healed_was_open check (healed_at is null or opened_at is not null)
);
create unique index if not exists alert_current on bridge.alert (rule, subject) where healed_at is null;
create index if not exists alert_healed on bridge.alert (healed_at) where healed_at is not null;
alter table bridge.alert enable row level security;

-- What must be sent, stored in the transaction that decided it: sent at least once, whatever is killed meanwhile.
create table if not exists bridge.alert_message (
  id           bigint      generated always as identity primary key,
  alert_id     bigint      not null references bridge.alert (id) on delete cascade,
  kind         text        not null check (kind in ('opened', 'reminder', 'healed')),
  target       text        not null check (target in ('slack', 'webhook')),
  made_at      timestamptz not null default clock_timestamp(),
  due_at       timestamptz not null default clock_timestamp(),
  tries        integer     not null default 0,
  delivered_at timestamptz,
  given_up_at  timestamptz,
  trouble      text,                           -- why the last try failed; no address, no secret
  summary      text        not null,
  constraint alert_message_ended_once check (delivered_at is null or given_up_at is null)
);
create index if not exists alert_message_due on bridge.alert_message (target, due_at)
  where delivered_at is null and given_up_at is null;
create index if not exists alert_message_alert on bridge.alert_message (alert_id);
alter table bridge.alert_message enable row level security;

-- Whose turn it is to look: whoever finds this row old enough. One row.
create table if not exists bridge.alert_turn (
  only_row  boolean     primary key default true check (only_row),
  looked_at timestamptz not null
);
insert into bridge.alert_turn (looked_at) values (to_timestamp(0)) on conflict do nothing;
alter table bridge.alert_turn enable row level security;

-- How much of the budget the last whole window took: a look in the middle of a window says nothing.
alter table bridge.zapier_budget add column if not exists last_used integer not null default 0;

create or replace function bridge.check_rate_limit(
  p_account text, p_limit integer, p_window_ms bigint, p_wanted integer, p_background boolean)
returns table (granted integer, remaining integer, reset_ms bigint)
language plpgsql
set search_path = ''
as $$
declare
  moment  timestamptz := clock_timestamp();
  span    interval := p_window_ms * interval '1 millisecond';
  running timestamptz;
  budget  bridge.zapier_budget;
  room    integer;
begin
  if p_limit < 1 or p_window_ms < 1 or p_wanted < 1 then
    raise exception 'limit, window and wanted must be at least 1' using errcode = 'invalid_parameter_value';
  end if;
  running := date_bin(span, moment, timestamptz '2001-01-01 00:00:00+00');
  insert into bridge.zapier_budget as b (account, window_start, used, background) values (p_account, running, 0, 0)
  on conflict (account) do update
    set window_start = greatest(b.window_start, excluded.window_start),
        last_used    = case when b.window_start >= excluded.window_start then b.last_used
                            when b.window_start + span >= excluded.window_start then b.used else 0 end,
        used         = case when b.window_start < excluded.window_start then 0 else b.used end,
        background   = case when b.window_start < excluded.window_start then 0 else b.background end
  returning * into budget;
  room := greatest(0, p_limit - budget.used);
  if p_background then
    room := least(room, greatest(0, (p_limit + 1) / 2 - budget.background));
  end if;
  -- The last calls of a window go out one by one, so that none lies unused in a block of somebody else's.
  granted := case when room = 0 then 0 else least(p_wanted, greatest(1, room / 4)) end;
  update bridge.zapier_budget b
     set used = b.used + granted,
         background = b.background + case when p_background then granted else 0 end
   where b.account = p_account and granted > 0;
  remaining := room - granted;
  reset_ms := greatest(1, ceil(extract(epoch from budget.window_start + span - moment) * 1000))::bigint;
  return next;
end
$$;
