-- What a person decided for a record that waits: whose content holds, or which side's delete. Cleared once carried out.
alter table bridge.sync_record
  add column if not exists choice text,
  add column if not exists deleted_at timestamptz,  -- when the bridge last began to delete this record
  add column if not exists deleted_in text;         -- the side it deleted the record in
alter table bridge.sync_record drop constraint if exists sync_record_choice;
alter table bridge.sync_record
  add constraint sync_record_choice check (choice in ('supabase', 'zapier'));
alter table bridge.sync_record drop constraint if exists sync_record_deleted;
alter table bridge.sync_record
  add constraint sync_record_deleted check (
    (deleted_at is null) = (deleted_in is null) and deleted_in in ('supabase', 'zapier'));
-- The brake counts the deletes of the last hour; they are few among many records.
create index if not exists sync_record_deletes on bridge.sync_record (mapping, deleted_in, deleted_at)
  where deleted_at is not null;
