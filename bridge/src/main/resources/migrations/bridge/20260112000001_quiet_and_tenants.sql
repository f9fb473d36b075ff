-- Until when a mapping ('' as tenant) or one tenant's records of it are quiet; past ends stay, for lateness counts from there.
create table if not exists bridge.quiet (
  mapping text        not null,
  tenant  text        not null default '',
  until   timestamptz not null,
  zone    text        not null,             -- whose wall clock people are told the end by
  primary key (mapping, tenant)
);
alter table bridge.quiet enable row level security;

-- Whom a batch works for alone, where a mapping asks for it (tenant_lock). The lease ends by itself, as a record's does.
create table if not exists bridge.tenant_lease (
  mapping text        not null,
  tenant  text        not null,
  batch   text        not null,
  until   timestamptz not null,
  primary key (mapping, tenant)
);
create index if not exists tenant_lease_batch on bridge.tenant_lease (batch);
alter table bridge.tenant_lease enable row level security;

-- Due records whose tenant is known are found by tenant, so that one tenant's backlog hides nobody's. Each due record is in
-- exactly one of the two indexes: a table without tenants pays for no more than before.
create index if not exists sync_record_due_tenant on bridge.sync_record (mapping, tenant, due_at)
  where due_at is not null and tenant is not null;
create index if not exists sync_record_due_bare on bridge.sync_record (mapping, due_at)
  where due_at is not null and tenant is null;
drop index if exists bridge.sync_record_due;
