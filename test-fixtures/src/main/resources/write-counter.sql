-- One row per written row. A counter that is updated would make all writers of a table wait for each other's commit,
-- and let those of two tables deadlock.

create schema if not exists fixtures;

create unlogged table if not exists fixtures.writes (application_name text, table_name text, operation text);

create or replace function fixtures.record_write() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into fixtures.writes values (current_setting('application_name'), tg_table_name, tg_op);
  return null;
end
$$;
