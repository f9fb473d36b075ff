package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the last comparison of both sides with each other found, by mapping, in {@code bridge.verification}: from the
 * command line or on schedule. Names of records and fields, never values.
 */
public final class Verifications {
    private static final String COMPLETE = """
            insert into bridge.verification as v (mapping, ended_at, complete_at, took_ms, supabase_rows, zapier_records,
                                                  differing, on_their_way, fields, differences)
            values (?, clock_timestamp(), clock_timestamp(), ?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb))
            on conflict (mapping) do update
               set ended_at = excluded.ended_at, trouble = null, complete_at = excluded.complete_at,
                   took_ms = excluded.took_ms, supabase_rows = excluded.supabase_rows,
                   zapier_records = excluded.zapier_records, differing = excluded.differing,
                   on_their_way = excluded.on_their_way, fields = excluded.fields, differences = excluded.differences
            """;
    private static final String BROKEN = """
            insert into bridge.verification as v (mapping, ended_at, trouble) values (?, clock_timestamp(), ?)
            on conflict (mapping) do update set ended_at = excluded.ended_at, trouble = excluded.trouble
            """;
    private static final String ALL = """
            select mapping, complete_at, trouble, took_ms, supabase_rows, zapier_records, differing, on_their_way,
                   fields::text as fields, differences::text as differences
              from bridge.verification order by mapping
            """;

    private final Database database;

    /** Kept in this database. */
    public Verifications(Database database) {
        this.database = database;
    }

    /**
     * The last comparison of a mapping.
     *
     * @param completeAt when the last complete one ended; empty when none did
     * @param trouble why the latest attempt did not finish; what else is told is then of an older one
     * @param took the last complete one
     * @param differing records that differed
     * @param onTheirWay records that moved all the while: neither equal nor different
     * @param fields JSON object: field to the number of listed records in which it differed
     * @param differences JSON array of the first hundred
     */
    public record Last(
            String mapping,
            Optional<Instant> completeAt,
            Optional<String> trouble,
            Duration took,
            long supabaseRows,
            long zapierRecords,
            long differing,
            long onTheirWay,
            String fields,
            String differences) {}

    /** Keeps a complete one. Its time is the database's; {@code completeAt} and {@code trouble} are not looked at. */
    public void complete(Last found) {
        database.apply(tx -> tx.update(
                COMPLETE,
                found.mapping(),
                found.took().toMillis(),
                found.supabaseRows(),
                found.zapierRecords(),
                found.differing(),
                found.onTheirWay(),
                found.fields(),
                found.differences()));
    }

    /** Keeps why one could not finish; what the last complete one found stays. */
    public void broken(String mapping, String trouble) {
        database.apply(tx -> tx.update(BROKEN, mapping, trouble));
    }

    /** The last of every mapping, in order of their names. */
    public List<Last> all() {
        return database.transaction(tx -> all(tx));
    }

    static List<Last> all(Tx tx) throws SQLException {
        return tx.all(ALL, Verifications::last);
    }

    /** The last of one mapping; empty when there was none yet. */
    public Optional<Last> last(String mapping) {
        return all().stream().filter(last -> last.mapping().equals(mapping)).findFirst();
    }

    private static Last last(ResultSet row) throws SQLException {
        return new Last(
                row.getString("mapping"),
                Tx.instant(row, "complete_at"),
                Optional.ofNullable(row.getString("trouble")),
                Duration.ofMillis(row.getLong("took_ms")),
                row.getLong("supabase_rows"),
                row.getLong("zapier_records"),
                row.getLong("differing"),
                row.getLong("on_their_way"),
                row.getString("fields"),
                row.getString("differences"));
    }
}
