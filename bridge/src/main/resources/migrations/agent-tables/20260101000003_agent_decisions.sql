-- What agents decided and why, and who overrode it; travels in both directions. It has no updated_at: overridden_at
-- and created_at are all the time there is.

do $migration$
begin
  if to_regclass('public.agent_decisions') is not null then
    raise notice 'public.agent_decisions exists and is left as it is';
    return;
  end if;

  create table public.agent_decisions (
    id uuid not null default gen_random_uuid(),
    lead_id uuid not null,
    decision_type varchar(50) not null,
    agent_name varchar(100) not null,
    agent_type varchar(20) not null,
    decision varchar(50) not null,
    confidence numeric(3, 2),
    reasoning text,
    metadata jsonb,
    overridden_by varchar(100),
    override_reason text,
    overridden_at timestamptz,
    created_at timestamptz default now(),
    constraint agent_decisions_pkey primary key (id),
    constraint agent_decisions_decision_type_check
      check (decision_type in ('qualification', 'scoring', 'routing', 'email_variant', 'category_assignment')),
    constraint agent_decisions_agent_type_check
      check (agent_type in ('zapier_agent', 'claude_agent', 'council')),
    constraint agent_decisions_confidence_check
      check (confidence between 0.00 and 1.00) -- refuses NaN too, which sorts above every number
  );

  -- For projects whose default privileges do not open new tables. Whether anon may come near is the project's choice.
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant select, insert, update, delete on public.agent_decisions to service_role;
  end if;

  comment on table public.agent_decisions is 'Decisions of agents with their reasons, and human overrides';
  comment on column public.agent_decisions.confidence is '0.00 to 1.00';
  comment on column public.agent_decisions.overridden_by is 'Who overrode the decision; null when nobody did';
end
$migration$;
