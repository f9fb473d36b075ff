-- The rule that all these files follow: what stands already is left as it is. A table of the same name keeps its
-- columns, constraints, triggers, policies, rights and rows. Added to it are only indexes that are missing in substance
-- and, to audit_log, the triggers that keep it append-only.
-- Every name is qualified, so the search_path of whoever applies the files does not matter. No superuser needed.

-- Sets updated_at on every update, whatever the statement wrote there. Named apart from the widespread
-- update_updated_at_column(), which other tables of the same project may share with another body.
create or replace function public.agent_tables_set_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

comment on function public.agent_tables_set_updated_at() is
  'BEFORE UPDATE trigger of agent_jobs and rate_limits: updated_at is the start of the last writing transaction';
