-- For those who look from Supabase Studio. Views run with the rights and policies of whoever asks (where PostgreSQL can, from
-- version 15), so they show nobody more than the tables do.
alter table bridge.mapping_state add column if not exists audit_table text;  -- quoted, as SQL names it

create or replace view bridge.sync_lag as
select m.mapping,
       l.direction,
       coalesce(h.changes, 0)                                  as changes_last_hour,
       round((h.total_ms / nullif(h.changes, 0) / 1000)::numeric, 3) as average_lag_seconds,
       round((l.last_ms / 1000.0)::numeric, 3)                 as last_lag_seconds,
       l.last_at,
       w.pending,
       w.parked,
       round(extract(epoch from greatest(interval '0', clock_timestamp() - w.oldest))::numeric, 1) as oldest_pending_seconds,
       m.reason                                                as paused
  from bridge.mapping_state m
  left join lateral (
    select distinct on (direction) direction, last_ms, last_at
      from bridge.lag_minute where mapping = m.mapping order by direction, minute desc) l on true
  left join lateral (
    -- A bucket's middle stands for what is in it; buckets grow by a fifth each.
    select sum(c.n) as changes, sum(c.n * power(2, (c.bucket - 1.5) / 4.0)) as total_ms
      from bridge.lag_minute h, unnest(h.counts) with ordinality as c (n, bucket)
     where h.mapping = m.mapping and h.direction = l.direction and h.minute > clock_timestamp() - interval '1 hour') h on true
  left join lateral (
    select (select count(*) from bridge.sync_record where mapping = m.mapping and due_at is not null)    as pending,
           (select count(*) from bridge.sync_record where mapping = m.mapping and parked_at is not null) as parked,
           (select min(due_at) from bridge.sync_record where mapping = m.mapping and due_at is not null) as oldest) w on true;

create or replace view bridge.parked as
select id as envelope, mapping, s_key as record, z_id as zapier_record, tenant, coalesce(stage, 'ask') as stage, reason, fields,
       parked_at, failing_since, tries
  from bridge.sync_record where parked_at is not null;

-- The audit tables may not be there yet, and a mapping may name another one: read when asked.
create or replace function bridge.conflicts_of(p_since timestamptz)
returns table (decided_at timestamptz, mapping text, record text, rule text, written_to text, sync_id text, request_id text,
               written jsonb, lost jsonb)
language plpgsql stable
set search_path = ''
as $$
declare
  place text;
begin
  for place in
    select distinct coalesce(m.audit_table, 'public.audit_log') from bridge.mapping_state m
  loop
    if to_regclass(place) is not null then
      return query execute format(
        $q$ select "timestamp", metadata ->> 'mapping', resource_id::text, metadata ->> 'rule',
                   case metadata ->> 'sync_direction' when 'tables_to_supabase' then 'supabase' else 'zapier' end,
                   metadata ->> 'sync_id', metadata ->> 'request_id', metadata -> 'changes', metadata -> 'lost'
              from %s
             where actor = 'sync-bridge' and action = 'sync_conflict_resolved' and "timestamp" > $1 $q$,
        to_regclass(place)) using p_since;
    end if;
  end loop;
end
$$;

create or replace view bridge.recent_conflicts as
select * from bridge.conflicts_of(clock_timestamp() - interval '7 days') order by decided_at desc;

comment on view bridge.sync_lag is 'How far behind each table is, by direction. One row per table before its first change.';
comment on column bridge.sync_lag.mapping is 'The table, by its mapping';
comment on column bridge.sync_lag.direction is 'tables_to_supabase or supabase_to_tables';
comment on column bridge.sync_lag.changes_last_hour is 'Changes brought over in the last hour';
comment on column bridge.sync_lag.average_lag_seconds is 'From the change to its commit on the other side; within a tenth';
comment on column bridge.sync_lag.last_lag_seconds is 'The same of the latest change';
comment on column bridge.sync_lag.last_at is 'When the latest change was brought over';
comment on column bridge.sync_lag.pending is 'Records of the table that are due, in both directions';
comment on column bridge.sync_lag.parked is 'Records of the table that wait for a person';
comment on column bridge.sync_lag.oldest_pending_seconds is 'How long the oldest due record has been due';
comment on column bridge.sync_lag.paused is 'Why the table is not synced at the moment; null: it is';
comment on view bridge.parked is 'Records that wait for a person; reason may quote a value';
comment on column bridge.parked.envelope is 'bridgectl retry-dlq --envelope takes it';
comment on column bridge.parked.mapping is 'The table, by its mapping';
comment on column bridge.parked.record is 'Key of the row; null while it is not known';
comment on column bridge.parked.zapier_record is 'Id of the Zapier record; null while it is not known';
comment on column bridge.parked.tenant is 'Whose it is, where the mapping names a tenant';
comment on column bridge.parked.stage is 'parse, map, supabase, zapier, or ask: a person must choose';
comment on column bridge.parked.reason is 'Why';
comment on column bridge.parked.fields is 'The fields the reason names';
comment on column bridge.parked.parked_at is 'Since when it waits';
comment on column bridge.parked.failing_since is 'First failure since the last success';
comment on column bridge.parked.tries is 'Failed tries since then';
comment on view bridge.recent_conflicts is 'Conflicts decided in the last seven days, newest first: what was written and what it cost';
comment on column bridge.recent_conflicts.decided_at is 'When';
comment on column bridge.recent_conflicts.mapping is 'The table, by its mapping';
comment on column bridge.recent_conflicts.record is 'Key of the row, or id of the Zapier record';
comment on column bridge.recent_conflicts.rule is 'Which rule decided';
comment on column bridge.recent_conflicts.written_to is 'The side that was written: the other one won';
comment on column bridge.recent_conflicts.sync_id is 'bridgectl undo --sync-id takes it back';
comment on column bridge.recent_conflicts.request_id is 'The webhook that led to it, where one did';
comment on column bridge.recent_conflicts.written is 'field: [before, after]';
comment on column bridge.recent_conflicts.lost is 'field: the value that was given up';

do $$
declare
  visitor text;
begin
  if current_setting('server_version_num')::int >= 150000 then
    alter view bridge.sync_lag set (security_invoker = true);
    alter view bridge.parked set (security_invoker = true);
    alter view bridge.recent_conflicts set (security_invoker = true);
  end if;
  revoke all on function bridge.conflicts_of(timestamptz) from public;
  -- Nothing of this schema is for those who come through the Data API, whatever somebody granted by default.
  foreach visitor in array array['anon', 'authenticated'] loop
    if exists (select from pg_roles where rolname = visitor) then
      execute format('revoke all on schema bridge from %I', visitor);
      execute format('revoke all on all tables in schema bridge from %I', visitor);
      execute format('revoke all on all sequences in schema bridge from %I', visitor);
      execute format('revoke all on all functions in schema bridge from %I', visitor);
    end if;
  end loop;
end
$$;
