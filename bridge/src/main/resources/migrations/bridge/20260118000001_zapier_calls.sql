-- Calls of Zapier by when they stop counting. Fixed windows of ours did not begin when Zapier's do, so that some calls came too
-- early. A call now counts from before it is sent until a window after it was answered. Zapier counted it between these
-- two, so that no stretch of one window's length holds more calls than the limit there, however its windows fall.
create table if not exists bridge.zapier_calls (
  account    text        not null,
  free_at    timestamptz not null,  -- rounded up to a hundredth of the window: few rows, whatever the limit
  calls      integer     not null check (calls >= 0),
  background integer     not null check (background between 0 and calls),
  primary key (account, free_at)
);
alter table bridge.zapier_calls enable row level security;

-- Its row is the lock of an account. The windows in it are those of older versions.
alter table bridge.zapier_budget
  add column if not exists taken bigint not null default 0,  -- calls allowed so far, by bridge.take_zapier_call
  add column if not exists taken_at timestamptz;             -- the last of them

-- Leave for one call, after what the caller tells of calls that have ended. Answers when the call stops counting if nobody
-- tells of its end (null: no leave), and how long there will be none. Half of the limit may be used at once; the rest goes
-- out evenly, so that whoever is far behind waits often and briefly, not for the rest of a window.
-- p_held, p_ended_ms_ago, p_in_background: of calls that have ended, each told once: what the leave said, when the answer
-- came (null: it was never sent), who asked. p_now is for tests.
create or replace function bridge.take_zapier_call(
  p_account text, p_limit integer, p_window_ms bigint, p_background boolean,
  p_held timestamptz[], p_ended_ms_ago bigint[], p_in_background boolean[], p_now timestamptz default null)
returns table (held_until timestamptz, wait_ms bigint)
language plpgsql
set search_path = ''
as $$
declare
  -- No call is waited for as long; when it ended only its caller knows, who may be gone.
  longest constant interval := interval '1 minute';
  span    interval := p_window_ms * interval '1 millisecond';
  step    interval := span / 100;
  apart   interval;
  epoch   constant timestamptz := timestamptz '2001-01-01 00:00:00+00';
  moment  timestamptz;
  last    timestamptz;
  counted record;
begin
  if p_limit < 1 or p_window_ms < 1 then
    raise exception 'limit and window must be at least 1' using errcode = 'invalid_parameter_value';
  end if;
  apart := least(span / p_limit * 0.9, interval '500 milliseconds');
  -- A crash of the database may forget what was taken in its last half second; waiting for the disk would slow each call.
  perform pg_catalog.set_config('synchronous_commit', 'off', true);
  loop
    select b.taken_at into last from bridge.zapier_budget b where b.account = p_account for update;
    exit when found;
    insert into bridge.zapier_budget (account, window_start, used, background) values (p_account, epoch, 0, 0)
    on conflict (account) do nothing;
  end loop;
  moment := coalesce(p_now, clock_timestamp());

  update bridge.zapier_calls c set calls = c.calls - e.calls, background = c.background - e.background
    from (select held, count(*) as calls, count(*) filter (where slow) as background
            from unnest(p_held, p_in_background) as told (held, slow) group by held) e
   where c.account = p_account and c.free_at = e.held and c.calls >= e.calls and c.background >= e.background;
  insert into bridge.zapier_calls as c (account, free_at, calls, background)
  select p_account, date_bin(step, moment - ago * interval '1 millisecond' + span, epoch) + step,
         count(*), count(*) filter (where slow)
    from unnest(p_ended_ms_ago, p_in_background) as told (ago, slow)
   where ago is not null group by 2
  on conflict (account, free_at) do update
    set calls = c.calls + excluded.calls, background = c.background + excluded.background;
  -- What lies further ahead than any call can was left by a clock that was set back, or under a longer window.
  delete from bridge.zapier_calls c
   where c.account = p_account
     and (c.calls = 0 or c.free_at <= moment or c.free_at > moment + longest + span + step);

  select coalesce(sum(c.calls), 0) as calls, coalesce(sum(c.background), 0) as background,
         min(c.free_at) as first, min(c.free_at) filter (where c.background > 0) as first_in_background
    into counted from bridge.zapier_calls c where c.account = p_account;
  if 2 * counted.calls >= p_limit and counted.calls < p_limit and moment < last + apart and moment >= last then
    wait_ms := greatest(1, ceil(1000 * extract(epoch from last + apart - moment)));
  elsif counted.calls < p_limit and (not p_background or counted.background < (p_limit + 1) / 2) then
    held_until := date_bin(step, moment + longest + span, epoch) + step;
    insert into bridge.zapier_calls as c (account, free_at, calls, background)
    values (p_account, held_until, 1, p_background::int)
    on conflict (account, free_at) do update set calls = c.calls + 1, background = c.background + excluded.background;
    update bridge.zapier_budget b set taken = b.taken + 1, taken_at = moment where b.account = p_account;
    wait_ms := 0;
  else
    -- Calls under way count for a window from their end on, and so from now on at least.
    wait_ms := greatest(1, least(p_window_ms, ceil(1000 * extract(epoch from
      case when counted.calls < p_limit then counted.first_in_background else counted.first end - moment))));
  end if;
  return next;
end
$$;
revoke all on function
  bridge.take_zapier_call(text, integer, bigint, boolean, timestamptz[], bigint[], boolean[], timestamptz) from public;
