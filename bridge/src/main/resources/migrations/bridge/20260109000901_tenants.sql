-- Whose a record is, where the mapping names a field that says so. Taken from what was last seen of the record, so that parked
-- records, which nobody can read in full, are found by it too.
alter table bridge.sync_record add column if not exists tenant text;
create index if not exists sync_record_tenant on bridge.sync_record (tenant, mapping) where tenant is not null;
-- The field by which the tenants of a mapping's records were last noted; null: it has none.
alter table bridge.mapping_state add column if not exists tenant_field text;
