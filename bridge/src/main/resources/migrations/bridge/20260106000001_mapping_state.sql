-- What each mapping was last linked to, and why it is paused, if it is. Zapier fields are remembered by their stable keys, so
-- that a renamed field is still the same field, and one that was deleted is missed.
create table if not exists bridge.mapping_state (
  mapping      text primary key,
  z_table_id   text,
  z_table_name text,                                  -- as the mapping file stated it when it was linked
  z_fields     jsonb,                                 -- field -> { name as stated, key, type, column number }
  linked_at    timestamptz,
  paused_at    timestamptz,
  reason       text,
  constraint mapping_state_linked check ((z_table_id is null) = (z_fields is null)),
  constraint mapping_state_reason check ((paused_at is null) = (reason is null))
);
alter table bridge.mapping_state enable row level security;
