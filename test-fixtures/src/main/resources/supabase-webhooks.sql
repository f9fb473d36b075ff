-- Stand-in for Supabase's database webhooks: the trigger function with its five string arguments, and pg_net's queue.
-- Bodies are built like the real ones, byte for byte; requests leave after commit, at most once.

create schema if not exists net;
create schema if not exists supabase_functions;

-- Unlogged like the real one: a crash of the server empties it.
create unlogged table if not exists net.http_request_queue (
  id bigint generated always as identity primary key,
  url text not null,
  headers jsonb not null,
  params jsonb not null,
  body text not null,
  timeout_milliseconds int not null
);

-- SECURITY DEFINER because whoever may write the table need not have rights on the queue.
create or replace function supabase_functions.http_request() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  url text := tg_argv[0];
  method text := tg_argv[1];
  headers jsonb := coalesce(nullif(tg_argv[2], 'null'), '{"Content-Type": "application/json"}');
  params jsonb := coalesce(nullif(tg_argv[3], 'null'), '{}');
  timeout_ms int := coalesce(nullif(tg_argv[4], 'null'), '1000');
begin
  if url is null or url = 'null' then
    raise exception 'url argument is missing';
  end if;
  if method is distinct from 'POST' then
    raise exception 'method argument % is invalid', method; -- the real one knows GET too, which carries no body
  end if;
  insert into net.http_request_queue (url, headers, params, body, timeout_milliseconds)
  values (url, headers, params,
    jsonb_build_object('type', tg_op, 'table', tg_table_name, 'schema', tg_table_schema,
      'record', new, 'old_record', old)::text,
    timeout_ms);
  perform pg_notify('http_request_queue', '');
  return new;
end
$$;
