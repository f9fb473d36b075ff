-- Posts a row's change to the bridge where pg_net is installed but Supabase's own trigger function is not; `setup` makes
-- the triggers. Arguments: URL, method (POST), headers as JSON, query parameters as JSON, time limit in milliseconds; the
-- same five as supabase_functions.http_request. SECURITY DEFINER: whoever may write the table need not have rights on pg_net.
create or replace function bridge.post_webhook() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
  perform net.http_post(
    url := tg_argv[0],
    body := jsonb_build_object('type', tg_op, 'table', tg_table_name, 'schema', tg_table_schema,
      'record', case when tg_op <> 'DELETE' then to_jsonb(new) end,
      'old_record', case when tg_op <> 'INSERT' then to_jsonb(old) end),
    params := tg_argv[3]::jsonb,
    headers := tg_argv[2]::jsonb,
    timeout_milliseconds := tg_argv[4]::int);
  return null;
exception when others then
  -- A change that is not announced is found by the next sweep; the user's own write must not fail for it.
  raise warning 'bridge: % on %.% was not announced (%)', tg_op, tg_table_schema, tg_table_name, sqlstate;
  return null;
end
$$;
revoke all on function bridge.post_webhook() from public;
