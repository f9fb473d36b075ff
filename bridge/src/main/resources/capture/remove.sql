drop trigger if exists {rows trigger} on {table};

drop trigger if exists {truncate trigger} on {table};

drop function if exists bridge.{function}();
