package io.syncbridge.bridge.migrations;

/** A project whose owner typed the tables in himself: other names, other types, fewer rules, data that breaks ours. */
final class HandMadeInstallation {

    static final String TABLES = """
            create function update_updated_at_column() returns trigger language plpgsql as $$
            begin
              new.updated_at = now(); -- the owner's own
              return new;
            end $$;

            create table agent_jobs (
              id uuid primary key default gen_random_uuid(),
              job_type varchar(50) not null constraint known_job check (job_type <> ''),
              status varchar(20) not null default 'queued',
              initiated_by varchar(100), initiated_by_type varchar(20), parameters jsonb, results jsonb,
              error_message text, retry_count int default 0, created_at timestamptz default now(),
              started_at timestamptz, completed_at timestamptz, updated_at timestamptz default now(), note text);
            create index jobs_by_state on agent_jobs (status, job_type);
            create trigger update_agent_jobs_updated_at before update on agent_jobs
              for each row execute function update_updated_at_column();

            create table agent_decisions (
              id uuid primary key default gen_random_uuid(), lead_id uuid not null, decision_type varchar(50),
              agent_name varchar(100), agent_type varchar(20), decision varchar(50), confidence numeric(3,2),
              reasoning text, metadata jsonb, overridden_by varchar(100), override_reason text,
              overridden_at timestamptz, created_at timestamptz default now());

            create table audit_log (
              id uuid primary key default gen_random_uuid(), timestamp timestamptz not null default now(),
              actor varchar(100) not null, actor_type varchar(20) not null, action varchar(100) not null,
              resource_type varchar(50), resource_id varchar(100), metadata jsonb, ip_address inet, user_agent text,
              session_id varchar(100), severity varchar(20), data_classification varchar(20), compliance_tags text[],
              retention_days int default 2555);
            alter table audit_log enable row level security;
            create policy "Anyone writes" on audit_log for insert with check (true);

            create table rate_limits (
              id uuid primary key default gen_random_uuid(), service_name varchar(50) not null,
              window_start timestamptz not null, request_count int not null default 0, quota_limit int not null,
              reset_at timestamptz not null, metadata jsonb, created_at timestamptz default now(),
              updated_at timestamptz default now(), constraint one_window unique (service_name, window_start));

            insert into agent_jobs (job_type, status, note) values ('lead_enrichment', 'paused', 'kept');
            insert into agent_decisions (lead_id, confidence) values (gen_random_uuid(), 9.99);
            insert into audit_log (actor, actor_type, action) values ('zap', 'zapier_sync', 'agent_job_synced');
            insert into rate_limits (service_name, window_start, request_count, quota_limit, reset_at)
              values ('clay', date_trunc('hour', now()), 9, 10, date_trunc('hour', now()) + interval '1 hour');
            """;

    /** None of these has the parameters or the result of ours. */
    static final String OTHER_FUNCTIONS = """
            create function check_rate_limit(service text, quota int, minutes int default 60) returns boolean
              language sql as $$ select true $$;
            create function increment_rate_limit(
              p_service_name varchar, p_quota_limit int, p_window_minutes int default 60, p_increment int default 1)
              returns int language sql as $$ select 1 $$;
            create function reset_rate_limit(service varchar) returns void language sql as $$ select $$;
            create procedure cleanup_old_rate_limits() language sql as $$ select 1 $$;
            create function cleanup_audit_log() returns void language sql as $$
              delete from audit_log where timestamp < now() - retention_days * interval '1 day' $$;
            """;

    /** The contract of ours with the body in circulation, which reads first and updates later. */
    static final String RACING_FUNCTION = """
            create function check_rate_limit(
              p_service_name varchar(50), p_quota_limit integer, p_window_minutes integer default 60)
            returns table (allowed boolean, remaining integer, reset_at timestamptz) language plpgsql as $$
            begin
              return query select true, 1, now();
            end $$;
            """;

    private HandMadeInstallation() {}
}
