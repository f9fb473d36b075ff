-- Which request a hint came by, and the trace it belongs to: shown in the audit row of what it led to. Both have a fixed
-- bound, and go with the hint.
alter table bridge.hint
  add column if not exists request_id text,
  add column if not exists trace      text;
alter table bridge.hint drop constraint if exists hint_origin;
alter table bridge.hint
  add constraint hint_origin check (length(request_id) <= 64 and length(trace) <= 55);
