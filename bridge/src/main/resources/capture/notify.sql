-- A full queue would make the user's commit fail; the bridge looks every second anyway.
  if pg_catalog.pg_notification_queue_usage() < 0.5 then
    perform pg_catalog.pg_notify('bridge', {mapping});
  end if;
