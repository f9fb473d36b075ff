package io.syncbridge.bridge.chaos;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every write to agent_jobs, in the order of the row's lock, kept by a trigger in the writer's own transaction. */
record RowHistory(TestDatabase database) {

    private static final String USER = "edit-";
    private static final String BRIDGE = "sync-bridge";

    /**
     * One write.
     *
     * @param edit the user's edit; empty for the bridge's own writes
     * @param began when the transaction began
     */
    record Write(Optional<Integer> edit, boolean byBridge, Content before, Content after, Instant began, Instant at) {}

    void install() {
        database.execute("""
                create schema chaos;
                create table chaos.history (
                  n bigint generated always as identity, began timestamptz default now(),
                  at timestamptz default clock_timestamp(), writer text, marker text, old jsonb, new jsonb);
                create index on chaos.history (marker);
                create index on chaos.history (writer);
                create function chaos.remember() returns trigger language plpgsql as $$
                begin
                  insert into chaos.history (writer, marker, old, new)
                  values (current_setting('application_name'), coalesce(new.initiated_by, old.initiated_by),
                          to_jsonb(old), to_jsonb(new));
                  return null;
                end $$;
                create trigger remember after insert or update or delete on public.agent_jobs
                  for each row execute function chaos.remember();
                """);
    }

    static boolean holds(Connection connection, int edit) throws SQLException {
        try (var query = connection.prepareStatement("select 1 from chaos.history where writer = ?")) {
            query.setString(1, USER + edit);
            return query.executeQuery().next();
        }
    }

    List<Write> of(String marker) {
        return database
                .rows(
                        "select writer, began, at, old::text as old, new::text as new from chaos.history where marker = ?"
                                + " order by n",
                        marker)
                .stream()
                .map(RowHistory::write)
                .toList();
    }

    /** How many rows the bridge has written. */
    long byBridge() {
        return (Long)
                Objects.requireNonNull(database.scalar("select count(*) from chaos.history where writer = ?", BRIDGE));
    }

    private static Write write(Map<String, @Nullable Object> row) {
        String writer = String.valueOf(row.get("writer"));
        return new Write(
                writer.startsWith(USER)
                        ? Optional.of(Integer.valueOf(writer.substring(USER.length())))
                        : Optional.empty(),
                writer.equals(BRIDGE),
                content(row.get("old")),
                content(row.get("new")),
                ((Timestamp) Objects.requireNonNull(row.get("began"))).toInstant(),
                ((Timestamp) Objects.requireNonNull(row.get("at"))).toInstant());
    }

    private static Content content(@Nullable Object json) {
        return json == null ? Content.of(0, 0, 0) : Content.read(column -> Json.text(String.valueOf(json), column));
    }
}
