-- One budget of API calls for all instances that use the same Zapier account. The public table rate_limits is a synced
-- table of the user's: counting there would make every call a change that travels.
create table if not exists bridge.zapier_budget (
  account      text        primary key,  -- fingerprint of address and login, no secret
  window_start timestamptz not null,
  used         integer     not null,
  background   integer     not null      -- the part of used that sweeps and backfills took
);

-- Takes up to p_wanted calls of the running window and answers how many may be made (0: none left) and for how long the
-- answer holds. One statement under the row's lock: any number of callers at once get exactly what there is.
-- Background callers get at most half of the limit, but never nothing of a limit of one.
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

-- Who must not be called for a while, and why: shown to people, heeded by every instance.
create table if not exists bridge.zapier_pause (
  account     text        not null,
  table_id    text        not null default '',  -- '' for the whole account
  writes_only boolean     not null,
  cause       text        not null,
  reason      text        not null,
  until       timestamptz not null,
  primary key (account, table_id, writes_only)
);

alter table bridge.zapier_budget enable row level security;
alter table bridge.zapier_pause enable row level security;
revoke all on function bridge.check_rate_limit(text, integer, bigint, integer, boolean) from public;
