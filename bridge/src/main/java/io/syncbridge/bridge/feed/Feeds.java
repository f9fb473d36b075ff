package io.syncbridge.bridge.feed;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** The feeds of all instances together, in {@code bridge.feed}; clocks in {@code bridge.clock_skew}. */
public final class Feeds {
    private static final String ENSURE = """
            insert into bridge.feed (mapping, side, expected) values (?, ?, ?) on conflict (mapping, side) do nothing
            """;
    private static final String LOCK = """
            select heard, heard_at, expected, checked_at, owed_since, silent, clock_timestamp() as now
              from bridge.feed where mapping = ? and side = ? for update
            """;
    private static final String STORE = """
            update bridge.feed
               set heard = ?, heard_at = cast(? as timestamptz), expected = ?, checked_at = ?,
                   owed_since = cast(? as timestamptz), silent = ?
             where mapping = ? and side = ?
            """;
    private static final String ROW_CHANGES = """
            select n_tup_ins + n_tup_upd + n_tup_del as changes from pg_catalog.pg_stat_all_tables
             where schemaname = ? and relname = ?
            """;
    private static final String COUNTED =
            "select counted, own_unseen from bridge.feed where mapping = ? and side = ? for update";
    private static final String COUNT =
            "update bridge.feed set counted = ?, own_unseen = ? where mapping = ? and side = ?";
    private static final String SILENT = """
            select mapping, side from bridge.feed
             where silent and (side = 'supabase' or heard > 0) order by mapping, side
            """;
    private static final String SKEW = """
            insert into bridge.clock_skew as c (side, skew_ms) values (?, ?)
            on conflict (side) do update set skew_ms = excluded.skew_ms, measured_at = clock_timestamp()
            """;

    private final Database database;

    /** Kept in this database. */
    public Feeds(Database database) {
        this.database = database;
    }

    /** A feed that says nothing although it should. */
    public record Silent(String mapping, Side side) {}

    /** A feed before and after a check. */
    record Turn(FeedState before, FeedState after) {}

    /** Takes down what was heard and what should have been. */
    Turn check(
            String mapping,
            Side side,
            long heard,
            Optional<Duration> heardAgo,
            LongUnaryOperator expected,
            FeedState.Limits limits) {
        return database.transaction(tx -> {
            tx.update(ENSURE, mapping, label(side), expected.applyAsLong(0));
            Locked locked = tx.first(LOCK, Feeds::locked, mapping, label(side)).orElseThrow();
            FeedState before = locked.state();
            FeedState after = before.after(
                    new FeedState.Seen(
                            heard, heardAgo.map(locked.now()::minus), expected.applyAsLong(before.expected()), limits),
                    locked.now());
            tx.update(
                    STORE,
                    after.heard(),
                    after.heardAt(),
                    after.expected(),
                    after.checkedAt(),
                    after.owedSince(),
                    after.silent(),
                    mapping,
                    label(side));
            return new Turn(before, after);
        });
    }

    /**
     * How many rows of a mapping's table others than the bridge wrote since the last time it was asked, by whichever
     * instance; empty for a table that PostgreSQL does not count.
     */
    Optional<Long> othersChanges(TableMapping mapping) {
        String side = label(Side.SUPABASE);
        return database.transaction(tx -> {
            tx.update(ENSURE, mapping.name(), side, 0L);
            Optional<RowCount> before =
                    tx.first(COUNTED, Feeds::counted, mapping.name(), side).flatMap(count -> count);
            // Counted before the own writes are taken: one that commits in between is then known too early, never too
            // late.
            Optional<Long> now = tx.first(
                    ROW_CHANGES,
                    row -> row.getLong("changes"),
                    mapping.supabase().schema(),
                    mapping.supabase().name());
            long own = new OwnWrites(mapping.name()).take(tx);
            if (now.isEmpty()) {
                return Optional.empty();
            }
            RowCount.Step step = before.orElse(new RowCount(now.get(), 0)).after(now.get(), own);
            tx.update(COUNT, step.next().counted(), step.next().ownUnseen(), mapping.name(), side);
            return Optional.of(step.others());
        });
    }

    private static Optional<RowCount> counted(ResultSet row) throws SQLException {
        long counted = row.getLong("counted");
        return row.wasNull() ? Optional.empty() : Optional.of(new RowCount(counted, row.getLong("own_unseen")));
    }

    /** The feeds that are silent now. */
    public List<Silent> silent() {
        return database.transaction(tx -> tx.all(
                SILENT,
                row -> new Silent(
                        row.getString("mapping"),
                        Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)))));
    }

    /** The database's clock now. */
    Instant now() {
        return database.transaction(tx -> tx.first(
                        "select clock_timestamp() as now",
                        row -> Tx.instant(row, "now").orElseThrow())
                .orElseThrow());
    }

    /** Remembers how far a side's clock is ahead of this instance's. */
    void skew(Side side, Duration ahead) {
        database.transaction(tx -> tx.update(SKEW, label(side), ahead.toMillis()));
    }

    private record Locked(FeedState state, Instant now) {}

    private static Locked locked(ResultSet row) throws SQLException {
        return new Locked(
                new FeedState(
                        row.getLong("heard"),
                        Tx.instant(row, "heard_at"),
                        row.getLong("expected"),
                        Tx.instant(row, "checked_at").orElseThrow(),
                        Tx.instant(row, "owed_since"),
                        row.getBoolean("silent")),
                Tx.instant(row, "now").orElseThrow());
    }

    private static String label(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
